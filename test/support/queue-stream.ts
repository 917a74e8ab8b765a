import { type ClientRequest, get } from 'node:http';
import { eventually } from './bank.js';

type Counts = Readonly<Record<string, number>>;

/** Listens to the queue as the console does; what was heard before is behind it. */
export class QueueStream {
  private readonly heard: Counts[] = [];
  private readonly request: ClientRequest;

  constructor(url: string, headers: Record<string, string>) {
    this.request = get(`${url}/review/queue/stream`, { headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('error', () => undefined);
      response.on('data', (chunk: string) => {
        const messages = (text + chunk).split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) {
          const [, data = ''] = /^event: counts\ndata: (.*)$/.exec(message) ?? [];
          this.heard.push(JSON.parse(data));
        }
      });
    });
    this.request.on('error', () => undefined);
  }

  /** Resolves when the counts after those of the call before are, at some time, these. */
  async until(wanted: Counts): Promise<void> {
    await eventually(`the stream tells ${JSON.stringify(wanted)}`, () => {
      const place = this.heard.findIndex((counts) =>
        Object.entries(wanted).every(([name, count]) => counts[name] === count),
      );
      if (place === -1) return Promise.resolve(false);
      this.heard.splice(0, place + 1);
      return Promise.resolve(true);
    });
  }

  close(): void {
    this.request.destroy();
  }
}
