import { applyDecorators, type CanActivate, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rightExtension } from '../api/answers.js';
import { PaymoError } from '../paymo-error.js';
import { type RequestLimits } from './request-limits.js';
import { reachOf, type Right, rights } from './rights.js';
import { type AuditSink, staffActOf } from './staff-audit.js';
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
    const token = bearerToken(request.headers.authorization);
    const known = this.tokens.recall(token, nowMs);
    if (known !== undefined) return this.admit(known, access, request, reply, nowMs);
    return this.tokens
      .verify(token, nowMs)
      .then((holder) => this.admit(holder, access, request, reply, nowMs));
  }

  private admit(
    holder: Awaited<ReturnType<TokenVerifier['verify']>>,
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

const bearer = /^Bearer ([\w.~+/-]{20,4096}=*)$/i;

function bearerToken(header: string | undefined): string {
  const token = bearer.exec(header ?? '')?.[1];
  if (token !== undefined) return token;
  throw new PaymoError('auth.token_missing', 'Send an access token: Authorization: Bearer <token>.');
}
