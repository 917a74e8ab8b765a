import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { sandboxEffectOf, type SandboxEffect, sandboxPayee } from '@paymo/contracts';
import { openAccounts } from '@paymo/ledger';
import { LOGGER } from '@paymo/messaging';
import { Database, type Logger } from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';

const slowMs = 3000;

/** Payees that bring payments into each state, for those who try their app out. Outside sandboxes there are none. */
@Injectable()
export class SandboxPayees {
  private readonly opened = new Set<string>();

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  effectOf(payeeId: string): SandboxEffect | undefined {
    return this.settings.SANDBOX ? sandboxEffectOf(payeeId) : undefined;
  }

  /** Opens the payee's account when somebody pays it for the first time. */
  async open(payeeId: string, currency: string): Promise<void> {
    const effect = this.effectOf(payeeId);
    if (effect === undefined || payeeId !== sandboxPayee(effect, currency) || this.opened.has(payeeId))
      return;
    await this.database.transaction((transaction) => {
      openAccounts(transaction, [{ id: payeeId, currency, kind: 'merchant', mayOverdraw: true }]);
      return Promise.resolve();
    });
    this.opened.add(payeeId);
  }

  /**
   * Holds a decision back as its payee wants it: for a while, or for good, so that the payment expires.
   *
   * @returns whether it was, or is to be, applied by itself later
   */
  delays(payeeId: string, apply: () => Promise<unknown>): boolean {
    const effect = this.effectOf(payeeId);
    if (effect === 'slow') void this.applyLater(apply);
    return effect === 'slow' || effect === 'expired';
  }

  /** Nobody waits for it: what it throws would end the process, and the payment expires anyway. */
  private async applyLater(apply: () => Promise<unknown>): Promise<void> {
    await sleep(slowMs, undefined, { ref: false });
    await apply().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'delayed decision not applied');
    });
  }
}
