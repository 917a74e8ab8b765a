import { type BeforeApplicationShutdown, Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type Caller,
  FromCaller,
  Needs,
  onceClosed,
  openEventStream,
  PaymoError,
  writeEvent,
} from '@paymo/platform';
import { QueueFeed } from './queue-feed.js';

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
    const raw = openEventStream(reply);
    raw.flushHeaders();
    this.streams.add(reply);
    const leave = this.feed.listen({
      analyst: caller.subject,
      onCounts: (counts) => {
        writeEvent(raw, `event: counts\ndata: ${JSON.stringify(counts)}\n\n`, unsentBytesMax);
      },
    });
    onceClosed(raw, () => {
      leave();
      this.streams.delete(reply);
    });
  }
}
