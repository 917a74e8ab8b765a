import { Inject, Injectable } from '@nestjs/common';
import { ScheduledJob } from '@paymo/jobs';
import { LOGGER } from '@paymo/messaging';
import type { Logger } from '@paymo/platform';
import { dayOf } from '../controls/spending-limits.js';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { PayStandingOrders } from './pay-standing-orders.service.js';

/** Asks by the clock for what is due. Begun twice it pays once: see PayStandingOrders. */
@Injectable()
export class StandingOrdersJob extends ScheduledJob {
  constructor(
    orders: PayStandingOrders,
    @Inject(SETTINGS) { DATABASE_URL, STANDING_ORDERS_AT }: GatewaySettings,
    @Inject(LOGGER) logger: Logger,
  ) {
    const plan = {
      name: 'standing-orders',
      pattern: STANDING_ORDERS_AT,
      databaseUrl: DATABASE_URL,
      schema: 'payments',
    };
    super(plan, () => orders.payDue(dayOf(new Date())), logger);
  }
}
