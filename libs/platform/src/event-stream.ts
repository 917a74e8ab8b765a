import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** A stream outlives the token that opened it by no more than that; its reader opens the next one. */
const lifetimeMs = 300_000;

/** Makes an answer a stream of server-sent events (WHATWG HTML, section 9.2), which ends by itself in five minutes. */
export function openEventStream(reply: FastifyReply): ServerResponse {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...headersOf(reply),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const end = setTimeout(() => raw.end(), lifetimeMs);
  onceClosed(raw, () => {
    clearTimeout(end);
  });
  return raw;
}

/** Writes to a stream, unless its reader is too far behind: then it is cut off, and opens another. */
export function writeEvent(raw: ServerResponse, event: string, unsentBytesMax: number): void {
  if (raw.writableLength > unsentBytesMax) raw.destroy();
  else raw.write(event);
}

/** Whoever left while their token was checked has closed already: then it is called at once. */
export function onceClosed(raw: ServerResponse, close: () => void): void {
  if (raw.destroyed) close();
  else raw.once('close', close);
}

/** A hijacked reply sends none of the headers that were set on it by itself. */
function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
