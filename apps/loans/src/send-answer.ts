import type { FastifyReply } from 'fastify';
import type { Answer } from './idempotency.js';

/** Sends an answer as it was stored; one that was given before says so. */
export function sendAnswer(reply: FastifyReply, { status, body, isReplay }: Answer): void {
  if (isReplay) void reply.header('idempotency-replayed', 'true');
  void reply.status(status).header('content-type', 'application/json; charset=utf-8').send(body);
}
