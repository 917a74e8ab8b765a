import { applyDecorators, type CanActivate, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rightExtension } from '../api/answers.js';
import { PaymoError } from '../paymo-error.js';
import { type RequestLimits } from './request-limits.js';
import { reachOf, type Right, rights } from './rights.js';
import { type AuditSink, staffActOf } from './staff-audit.js';
import type { TokenHolder } from './caller.js';
import type { Credentials, TokenBinding } from './token-binding.js';
import type { TokenVerifier } from './token-verifier.js';

const accessKey = Symbol('access');

/** What a route asks of its caller. */
export type Access = Right | 'public';

/** The right that a caller of the route must have. */
export function Needs(right: Right): MethodDecorator {
  return applyDecorators(
    SetMetadata(accessKey, right),
    ApiBearerAuth('token'),
    ApiExtension(rightExtension, right),
  );
}

/** The route is open to everybody, without a token. */
export function Public(): MethodDecorator {
  return SetMetadata(accessKey, 'public');
}

/** What a handler asks of its caller; undefined when nothing was said, and then nobody may call it. */
export function accessOf(handler: object): Access | undefined {
  const stated: unknown = Reflect.getMetadata(accessKey, handler);
  return isAccess(stated) ? stated : undefined;
}

function isAccess(value: unknown): value is Access {
  return typeof value === 'string' && (value === 'public' || value in rights);
}

/** Lets a request pass whose token is good and has the route's right, within the limits of its caller. */
export class AccessGuard implements CanActivate {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly binding: TokenBinding,
    private readonly limits: RequestLimits,
    private readonly audit: AuditSink,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = accessOf(context.getHandler());
    if (access === undefined) throw new Error('a route must state what it needs of its caller');
    if (access === 'public') return true;

    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const nowMs = Date.now();
    this.limits.countAddress(request.ip, nowMs);
    const credentials = credentialsOf(request.headers.authorization);
    const known = this.tokens.recall(credentials.token, nowMs);
    if (known !== undefined && this.binding.isBare(known, credentials)) {
      return this.admit(known.holder, access, request, reply, nowMs);
    }
    return this.authenticate(credentials, request, nowMs).then((holder) =>
      this.admit(holder, access, request, reply, nowMs),
    );
  }

  private async authenticate(
    credentials: Credentials,
    request: FastifyRequest,
    nowMs: number,
  ): Promise<TokenHolder> {
    const { token } = credentials;
    const verified = this.tokens.recall(token, nowMs) ?? (await this.tokens.verify(token, nowMs));
    await this.binding.check(verified, credentials, request, nowMs);
    return verified.holder;
  }

  private admit(
    holder: TokenHolder,
    right: Right,
    request: FastifyRequest,
    reply: FastifyReply,
    nowMs: number,
  ): boolean | Promise<boolean> {
    this.limits.countHolder(holder, reply, nowMs);
    const reach = reachOf(right, holder.roles);
    if (reach === undefined) {
      throw new PaymoError(
        'auth.right_missing',
        `This needs the right ${right}, which your roles do not give.`,
      );
    }
    request.caller = { ...holder, reach };
    const act = staffActOf(request.caller, right, request);
    return act === undefined || this.audit.record(act).then(() => true);
  }
}

const authorization = /^(Bearer|DPoP) ([\w.~+/-]{20,4096}=*)$/i;

function credentialsOf(header: string | undefined): Credentials {
  const [, scheme, token] = authorization.exec(header ?? '') ?? [];
  if (token !== undefined) return { scheme: scheme?.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token };
  throw new PaymoError('auth.token_missing', 'Send an access token: Authorization: Bearer <token>.');
}
