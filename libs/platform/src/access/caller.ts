import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Reach, Role } from './rights.js';

/** Who a valid access token speaks for. */
export interface TokenHolder {
  /** The issuer's stable name for the person or machine. */
  readonly subject: string;
  readonly roles: readonly Role[];
}

/** Who calls a route, and how far the right that the route asks for reaches for them. */
export interface Caller extends TokenHolder {
  readonly reach: Reach;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard on every route that is not public. */
    caller: Caller | null;
  }
}

/** Whether somebody may see or touch what belongs to `owner`. To others it must look as if it did not exist. */
export function reaches(caller: Caller, owner: string | null): boolean {
  return caller.reach === 'any' || caller.subject === owner;
}

/** The caller of a route that is not public. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new Error('a public route has no caller');
  return caller;
}

/** The caller of a route that is not public. */
export const FromCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
