import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';
import { personalReads, type Right } from './rights.js';

/** Something that somebody of the staff is about to do; ids only, no names or texts. */
export interface StaffAct {
  readonly actor: string;
  /** The right that it uses. */
  readonly action: Right;
  /** The path asked for, without its query. */
  readonly object: string;
  readonly detail: {
    readonly method: string;
    readonly requestId: string;
    readonly bodySha256: string | null;
  };
  readonly atMs: number;
}

/** Keeps what the staff does. An act that cannot be kept is not done. */
export interface AuditSink {
  record(act: StaffAct): Promise<unknown>;
}

/** Injection token of the service's audit sink. */
export const AUDIT = Symbol('audit');

/**
 * What the audit log keeps of a request: every change by the staff, and every read of customers' data. Customers'
 * own requests and those of the bank's machines have records of their own.
 */
export function staffActOf(caller: Caller, right: Right, request: FastifyRequest): StaffAct | undefined {
  const isStaff = caller.reach === 'any' && !caller.roles.includes('service');
  if (!isStaff || (request.method === 'GET' && !personalReads.has(right))) return undefined;
  const [path = ''] = request.url.split('?');
  const hasBody = request.body !== undefined && request.body !== null;
  return {
    actor: caller.subject,
    action: right,
    object: path,
    detail: {
      method: request.method,
      requestId: request.id,
      bodySha256: hasBody ? hash('sha256', JSON.stringify(request.body)) : null,
    },
    atMs: Date.now(),
  };
}
