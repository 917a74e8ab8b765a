import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, createLogger } from '@paymo/platform';
import { AuditKeeper } from './audit-keeper.js';
import type { AnnouncingTransaction, Outbox } from './outbox.js';

/** An outbox whose database holds the end of a log, and takes a commit or does not. */
class FakeOutbox {
  readonly published: unknown[] = [];
  isAway = false;

  async transaction<T>(work: (transaction: AnnouncingTransaction) => Promise<T>): Promise<T> {
    const announced: unknown[] = [];
    const result = await work({
      query: () => Promise.resolve([{ sequence: '7', hash: Buffer.alloc(32) }] as never),
      write: () => undefined,
      announce: (_contract, data) => {
        announced.push(data);
      },
    });
    if (this.isAway) throw new Error('the commit was lost');
    this.published.push(...announced);
    return result;
  }
}

describe('the end of the audit log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paymo-audit-'));
  const keyFile = join(folder, 'key.pem');
  beforeAll(() => {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is signed once, and again when the commit of its signature failed', async () => {
    const outbox = new FakeOutbox();
    const logger = createLogger('test', 'silent');
    const keeper = new AuditKeeper('test', {} as Database, outbox as unknown as Outbox, logger, keyFile);
    outbox.isAway = true;
    await keeper.stop();
    expect(outbox.published).toEqual([]);
    outbox.isAway = false;
    await keeper.stop();
    await keeper.stop();
    expect(outbox.published).toMatchObject([{ sequence: 7 }]);
  });
});
