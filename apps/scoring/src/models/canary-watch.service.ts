import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { LOGGER } from '@paymo/messaging';
import { readRoles, type RoleRow } from '@paymo/model-life';
import { Database, type Logger, PeriodicWork } from '@paymo/platform';
import { breachOf } from './guardrail.js';
import { minuteOf, stretchesOf } from './model-minutes.js';
import { ModelsService } from './models.service.js';

const watchEveryMs = 1000;

const baselineSchema = z.object({
  holdRate: z.number(),
  heldValueShare: z.number(),
  inferenceUsPerBatch: z.number(),
});

/** Takes a canary back by itself, within seconds, when it does worse than its guardrail allows. */
@Injectable()
export class CanaryWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly periodic: PeriodicWork;

  constructor(
    private readonly database: Database,
    private readonly models: ModelsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.periodic = new PeriodicWork(logger);
  }

  onModuleInit(): void {
    this.periodic.every(watchEveryMs, 'canary not watched', () => this.watch());
  }

  onApplicationShutdown(): Promise<void> {
    return this.periodic.stop();
  }

  private async watch(): Promise<void> {
    const roles = await this.database.query<RoleRow>(readRoles, []);
    const canary = roles.find(({ role }) => role === 'canary');
    if (canary === undefined) return;
    const stretches = await stretchesOf(this.database, canary.model, minuteOf(canary.since));
    const breach = breachOf(stretches, baselineSchema.parse(canary.baseline));
    if (breach === undefined) return;
    if (await this.models.takeBack(canary.model, breach))
      this.logger.error({ model: canary.model, breach }, 'canary taken back');
  }
}
