import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { z } from 'zod';

const heardSchema = z.object({
  id: z.string(),
  type: z.string(),
  payment: z.looseObject({ id: z.string(), status: z.string(), version: z.number() }).optional(),
  claim: z.looseObject({ id: z.string(), account: z.string(), status: z.string() }).optional(),
  humanReview: z.looseObject({ id: z.string(), account: z.string(), status: z.string() }).optional(),
  loanApplication: z.looseObject({ id: z.string(), account: z.string(), status: z.string() }).optional(),
  loan: z.looseObject({ id: z.string(), account: z.string(), status: z.string() }).optional(),
});
export type HeardEvent = z.infer<typeof heardSchema>;

/** Listens as an app does: it opens the stream again from the last event whenever it ends. */
export class EventStream {
  readonly heard: HeardEvent[] = [];
  lastEventId: string | undefined;
  private request: ClientRequest | undefined;
  private response: IncomingMessage | undefined;
  private isClosed = false;

  constructor(
    private readonly url: string,
    private readonly headers: () => Record<string, string>,
    lastEventId?: string,
  ) {
    this.lastEventId = lastEventId;
  }

  /** Resolves when the server says that it is listening. */
  open(): Promise<this> {
    return new Promise((resolve) => {
      this.connect(() => {
        resolve(this);
      });
    });
  }

  /** Breaks the connection; the stream opens again by itself. */
  drop(): void {
    this.response?.destroy();
  }

  close(): void {
    this.isClosed = true;
    this.request?.destroy();
  }

  private connect(onReady: () => void): void {
    let isOver = false;
    const again = (): void => {
      if (isOver || this.isClosed) return;
      isOver = true;
      setTimeout(() => {
        this.connect(onReady);
      }, 50);
    };
    const resume = this.lastEventId === undefined ? {} : { 'last-event-id': this.lastEventId };
    this.request = get(`${this.url}/v1/events`, { headers: { ...this.headers(), ...resume } }, (response) => {
      this.response = response;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        const messages = text.split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) this.take(message, onReady);
      });
      response.once('close', again);
      response.once('error', again);
    });
    this.request.once('error', again);
  }

  private take(message: string, onReady: () => void): void {
    const fields = new Map(
      message
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const [id, type, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
    if (id === undefined || type === undefined || data === undefined) return;
    this.lastEventId = id;
    if (type === 'ready') onReady();
    else this.heard.push(heardSchema.parse(JSON.parse(data)));
  }
}
