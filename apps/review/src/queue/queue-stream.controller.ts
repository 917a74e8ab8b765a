import { type BeforeApplicationShutdown, Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, FromCaller, Needs, PaymoError } from '@paymo/platform';
import { QueueFeed } from './queue-feed.js';

/** A stream outlives the token that opened it by no more than that. */
const lifetimeMs = 300_000;
const streamsMax = 1000;
/** A reader that is that far behind is cut off, and opens another. */
const unsentBytesMax = 64 * 1024;

/** Server-sent events (WHATWG HTML, section 9.2) of the queue. */
@ApiTags('queue')
@Controller('review/queue/stream')
export class QueueStreamController implements BeforeApplicationShutdown {
  private readonly streams = new Set<FastifyReply>();

  constructor(private readonly feed: QueueFeed) {}

  beforeApplicationShutdown(): void {
    for (const { raw } of this.streams) raw.end();
  }

  @Needs('queue.read')
  @Get()
  @ApiOperation({
    summary: 'Hear at once that the queue has changed: events `counts`, as queue/counts answers',
  })
  @ApiProduces('text/event-stream')
  open(@FromCaller() caller: Caller, @Res() reply: FastifyReply): void {
    if (this.feed.size >= streamsMax)
      throw new PaymoError('limit.too_many_requests', 'Too many streams are open here.', {
        retryAfterSeconds: 5,
      });
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...headersOf(reply),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.flushHeaders();
    this.streams.add(reply);
    const end = setTimeout(() => raw.end(), lifetimeMs);
    const leave = this.feed.listen({
      analyst: caller.subject,
      onCounts: (counts) => {
        if (raw.writableLength > unsentBytesMax) raw.destroy();
        else raw.write(`event: counts\ndata: ${JSON.stringify(counts)}\n\n`);
      },
    });
    const close = (): void => {
      clearTimeout(end);
      leave();
      this.streams.delete(reply);
    };
    // Whoever left while their token was checked has closed already.
    if (raw.destroyed) close();
    else raw.once('close', close);
  }
}

/** A hijacked reply sends none of the headers that were set on it by itself. */
function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
