import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LOGGER } from '@paymo/messaging';
import { Database, type Logger, PeriodicWork } from '@paymo/platform';
import { tellCustomers } from '../news/customer-news.js';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { type ClaimRow, escalateClaims } from './claim-statements.js';

const escalateMs = 5000;
const claimsMax = 500;
const hourMs = 3_600_000;

/** Finds claims whose time runs out while it can still be kept: they come first, and their claimants are told. */
@Injectable()
export class ClaimEscalation implements OnModuleInit, OnApplicationShutdown {
  private readonly periodic: PeriodicWork;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) logger: Logger,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {
    this.periodic = new PeriodicWork(logger);
  }

  onModuleInit(): void {
    this.periodic.every(escalateMs, 'claims not escalated', () => this.escalate());
  }

  onApplicationShutdown(): Promise<void> {
    return this.periodic.stop();
  }

  private async escalate(): Promise<void> {
    const now = new Date();
    const dueBefore = new Date(now.getTime() + this.settings.CLAIM_ESCALATION_HOURS * hourMs);
    await this.database.transaction(async (transaction) => {
      const values = [dueBefore, now, claimsMax];
      const rows = await transaction.query<Pick<ClaimRow, 'id' | 'payer_id' | 'status'>>(
        escalateClaims,
        values,
      );
      const news = rows.map(({ id, payer_id, status }) => ({
        kind: 'claim' as const,
        subjectId: id,
        accountId: payer_id,
        change: 'escalated' as const,
        status,
      }));
      tellCustomers(transaction, news, now);
    });
  }
}
