import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: { id: string; type: string; data: { paymentId: string; version: number; loanId?: string } };
}

/** A shop's server: keeps what it is sent and answers as it is told. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  status = 204;
  headers: Record<string, string> = {};
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => {
        text += chunk;
      });
      request.on('end', () => {
        const { headers, url: path = '' } = request;
        this.received.push({ path, headers, text, body: JSON.parse(text) });
        response.writeHead(this.status, this.headers).end();
      });
    });
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  at(path: string): ReceivedWebhook[] {
    return this.received.filter((each) => each.path === path);
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }
}

/** Whether an independent implementation of Standard Webhooks accepts the message under a secret. */
export function isSignedBy(secret: string, { text, headers }: ReceivedWebhook): boolean {
  try {
    new Webhook(secret).verify(text, {
      'webhook-id': String(headers['webhook-id']),
      'webhook-timestamp': String(headers['webhook-timestamp']),
      'webhook-signature': String(headers['webhook-signature']),
    });
    return true;
  } catch {
    return false;
  }
}
