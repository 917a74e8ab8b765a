import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { appendFacts, chainHead, signCheckpoint } from '@paymo/audit';
import { auditCheckpointed } from '@paymo/contracts';
import { type Database, type Logger, PeriodicWork, type StaffAct } from '@paymo/platform';
import { MicroBatcher } from './micro-batcher.js';
import type { Outbox } from './outbox.js';

const checkpointMs = 60_000;

/**
 * Keeps a service's audit log: acts that come together become one transaction, and once a minute the end of the
 * log is signed and published, if it moved.
 */
export class AuditKeeper {
  private readonly batcher = new MicroBatcher<StaffAct, true>(
    async (acts) => {
      await this.database.transaction((transaction) => appendFacts(transaction, acts));
      return acts.map((): true => true);
    },
    { itemsMax: 256, queueMax: 5000 },
  );
  private readonly key: KeyObject | undefined;
  private readonly periodic: PeriodicWork;
  private signedUntil = -1;

  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly logger: Logger,
    keyFile: string | undefined,
  ) {
    this.key = keyFile === undefined ? undefined : createPrivateKey(readFileSync(keyFile));
    this.periodic = new PeriodicWork(logger);
    this.periodic.every(checkpointMs, 'audit log not signed', () => this.checkpoint());
  }

  async record(act: StaffAct): Promise<void> {
    await this.batcher.submit(act);
  }

  /** Signs the end before the service goes; what comes after that is signed when it is back. */
  async stop(): Promise<void> {
    await this.batcher.idle();
    await this.periodic.stop();
    await this.checkpoint();
  }

  private async checkpoint(): Promise<void> {
    const { key } = this;
    if (key === undefined) return;
    try {
      this.signedUntil = await this.outbox.transaction(async (transaction) => {
        const head = await chainHead(transaction);
        if (head.sequence <= this.signedUntil) return this.signedUntil;
        const checkpoint = signCheckpoint(this.service, head, Date.now(), key);
        transaction.announce(auditCheckpointed, checkpoint, undefined);
        return head.sequence;
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'audit log not signed');
    }
  }
}
