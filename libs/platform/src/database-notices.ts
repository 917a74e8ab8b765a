import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from './logger.js';

const retryMs = 1000;

/** Hears what transactions say with `NOTIFY` when they commit, whichever instance runs them. */
export class DatabaseNotices {
  private readonly stopping = new AbortController();
  private client: Client | undefined;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly logger: Logger,
  ) {}

  /**
   * Listens until it is stopped, and again whenever the connection was lost.
   *
   * @param onNotice also called when it begins to listen: until then something may have been missed
   */
  async listen(onNotice: () => void): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.hear(onNotice);
      } catch (error) {
        this.logger.warn({ err: error, channel: this.channel }, 'notices not heard, trying again');
      }
      await sleep(retryMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.client?.end();
  }

  /** Resolves when the connection has ended. */
  private async hear(onNotice: () => void): Promise<void> {
    const client = new Client({ connectionString: this.url, keepAlive: true });
    this.client = client;
    const ended = new Promise<void>((resolve, reject) => {
      client.once('end', resolve);
      // Not once: a lost connection is told twice, by the server's farewell and by the socket.
      client.on('error', reject);
    });
    // Told below; until then the connection may fail already.
    ended.catch(() => undefined);
    await client.connect();
    if (this.stopping.signal.aborted) return client.end();
    client.on('notification', onNotice);
    await client.query(`LISTEN ${client.escapeIdentifier(this.channel)}`);
    onNotice();
    await ended;
  }
}
