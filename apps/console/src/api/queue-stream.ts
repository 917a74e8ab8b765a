import { z } from 'zod/mini';
import { type Counts, countsSchema } from './counts.js';
import type { Requests } from './requests.js';

const retryMs = 2000;
/** The service says something at least each 10 s. */
const silenceMsMax = 25_000;

export interface QueueListener {
  readonly onCounts: (counts: Counts) => void;
  /** Whether changes are heard: if not, they have to be asked for. */
  readonly onLive: (isLive: boolean) => void;
}

/** Hears of every change of the queue while the page is open, and opens the stream again whenever it breaks. */
export async function followQueue(requests: Requests, listener: QueueListener): Promise<never> {
  for (;;) {
    await hear(requests, listener).catch(() => undefined);
    listener.onLive(false);
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

async function hear(requests: Requests, { onCounts, onLive }: QueueListener): Promise<void> {
  const silence = new AbortController();
  const body = await requests.stream('queue/stream', silence.signal);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const timer = setTimeout(() => {
      silence.abort();
    }, silenceMsMax);
    const { done, value } = await reader.read();
    clearTimeout(timer);
    if (done) return;
    const messages = (text + value).split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const [, data] = /^event: counts\ndata: (.*)$/.exec(message) ?? [];
      if (data === undefined) continue;
      onLive(true);
      onCounts(z.parse(countsSchema, JSON.parse(data)));
    }
  }
}
