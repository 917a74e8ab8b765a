import { type BeforeApplicationShutdown, Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Answers,
  type Caller,
  FromCaller,
  Needs,
  onceClosed,
  openEventStream,
  PaymoError,
  writeEvent,
} from '@paymo/platform';
import type { CustomerEvent } from './customer-event.js';
import { EventFeed } from './event-feed.js';
import { parsePosition, positionPattern, positionText } from './feed-position.js';

const heartbeatMs = 15_000;
const streamsMax = 10_000;
const streamsMaxOfPerson = 10;
/** A reader that is that far behind is cut off, and resumes. */
const unsentBytesMax = 256 * 1024;

const resumesFromHeader = ApiHeader({
  name: 'Last-Event-ID',
  required: false,
  description: 'id of the last event that you received; from now on when absent',
  example: '812-4711',
  schema: { type: 'string', pattern: positionPattern.source },
});
const streamSchema = z.string().meta({ examples: ['id: 812-4711\nevent: ready\ndata: {}\n\n'] });

/** Server-sent events (WHATWG HTML, section 9.2) of the payments of one customer. */
@ApiTags('events')
@Controller('v1/events')
export class EventsController implements BeforeApplicationShutdown {
  private readonly streams = new Set<FastifyReply>();

  constructor(private readonly feed: EventFeed) {}

  beforeApplicationShutdown(): void {
    for (const reply of this.streams) reply.raw.end();
  }

  @Needs('events.read')
  @Get()
  @ApiOperation({ summary: 'Hear of every change of your payments at once, from where you left off' })
  @resumesFromHeader
  @ApiProduces('text/event-stream')
  @Answers(200, 'Server-sent events; the data of each but `ready` is a CustomerEvent', streamSchema)
  open(
    @FromCaller() caller: Caller,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const since = lastEventId === undefined ? undefined : parsePosition(lastEventId);
    this.count(caller.subject);
    this.streams.add(reply);
    const raw = openEventStream(reply);
    const heartbeat = setInterval(() => raw.write(':\n\n'), heartbeatMs);
    const onEvent = (event: CustomerEvent): void => {
      const text = `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
      writeEvent(raw, text, unsentBytesMax);
    };
    const listening = this.feed.listen({ owner: caller.subject, onEvent }, since);
    onceClosed(raw, () => {
      clearInterval(heartbeat);
      this.streams.delete(reply);
      void listening.then(({ leave }) => {
        leave();
      }, ignore);
    });
    listening.then(
      // Gives a place to resume from before the first event comes.
      ({ from }) => raw.write(`id: ${positionText(from)}\nevent: ready\ndata: {}\n\n`),
      // The status was sent: a stream that cannot start ends, and the app tries again from where it was.
      (error: unknown) => {
        request.log.warn({ err: error }, 'event stream not started');
        raw.end();
      },
    );
  }

  private count(person: string): void {
    const own = this.feed.listenersOf(person);
    if (own < streamsMaxOfPerson && this.streams.size < streamsMax) return;
    const detail =
      own < streamsMaxOfPerson
        ? 'Too many streams are open here.'
        : `You have ${own} streams open; close one.`;
    throw new PaymoError('limit.too_many_requests', detail, { retryAfterSeconds: 5 });
  }
}

function ignore(): void {
  // Told where the promise is caught first.
}
