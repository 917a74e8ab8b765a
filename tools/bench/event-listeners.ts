import { type ClientRequest, get } from 'node:http';
import { z } from 'zod';

const heardSchema = z.object({ at: z.string() });
const openAtOnce = 50;

/** Many customers who listen to their events, one stream each, and how late they hear of them. */
export class EventListeners {
  /** From the time of each change, which is read just before its transaction commits, to its listener; milliseconds. */
  readonly delaysMs: number[] = [];
  /** Streams that ended, which none should while they are measured. */
  ended = 0;
  private readonly requests: ClientRequest[] = [];

  constructor(
    private readonly gateway: string,
    private readonly tokenOf: (listener: number) => string,
  ) {}

  /** Opens so many streams, and resolves when each has said that it listens. */
  async open(count: number): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let listener = next++; listener < count; listener = next++) await this.openOne(listener);
    };
    await Promise.all(Array.from({ length: openAtOnce }, worker));
  }

  close(): void {
    for (const request of this.requests) request.destroy();
  }

  private openOne(listener: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.tokenOf(listener)}` };
      const request = get(`${this.gateway}/v1/events`, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`a stream was answered with ${response.statusCode ?? 'nothing'}`));
          return;
        }
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          const messages = text.split('\n\n');
          text = messages.pop() ?? '';
          for (const message of messages)
            if (message.includes('event: ready')) resolve();
            else this.take(message);
        });
        response.once('close', () => (this.ended += 1));
      });
      request.once('error', reject);
      this.requests.push(request);
    });
  }

  private take(message: string): void {
    const nowMs = Date.now();
    const line = message.split('\n').find((each) => each.startsWith('data: '));
    if (line === undefined) return;
    const { at } = heardSchema.parse(JSON.parse(line.slice('data: '.length)));
    this.delaysMs.push(nowMs - Date.parse(at));
  }
}
