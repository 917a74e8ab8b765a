import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Agent } from 'undici';
import { LOGGER } from '@paymo/messaging';
import {
  type Counter,
  Database,
  type Logger,
  Metrics,
  publicId,
  type Statement,
  PeriodicWork,
} from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { publicLookup } from './public-address.js';
import { retryDelayMs } from './retry-schedule.js';
import { urlFault } from './webhook-url.js';
import { type Attempt, postWebhook } from './post-webhook.js';

const pollMs = 200;
const inFlightMax = 32;
/** So that one slow receiver does not take the places of all others. */
const inFlightMaxOfEndpoint = 4;
const connectMsMax = 3000;
const responseBytesMax = 64 * 1024;

interface DueRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly body: string;
  readonly attempts: number;
  readonly url: string;
  readonly secret: string;
  readonly live_previous_secret: string | null;
}

/** Takes up what is due; an attempt that has not ended within a minute is lost, and the delivery due again. */
const claimDue: Statement = {
  name: 'claim_webhook_deliveries',
  text: `
    WITH due AS (
      SELECT d.id FROM webhook_endpoints e
      CROSS JOIN LATERAL (
        SELECT id, due_at FROM webhook_deliveries WHERE endpoint_id = e.id AND due_at <= now()
        ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED) d
      WHERE e.disabled_because IS NULL AND e.id <> ALL ($1::uuid[])
      ORDER BY d.due_at LIMIT $3)
    UPDATE webhook_deliveries d SET due_at = now() + interval '1 minute', attempts = attempts + 1
    FROM due, webhook_endpoints e WHERE d.id = due.id AND e.id = d.endpoint_id
    RETURNING d.id, d.endpoint_id, d.body, d.attempts, e.url, e.secret,
      CASE WHEN e.previous_secret_until > now() THEN e.previous_secret END AS live_previous_secret`,
};

const recordSuccess: Statement = {
  name: 'record_webhook_success',
  text: `
    WITH delivery AS (
      UPDATE webhook_deliveries SET due_at = NULL, delivered_at = now(), last_status = $2, last_error = NULL
      WHERE id = $1 RETURNING endpoint_id)
    UPDATE webhook_endpoints SET failing_since = NULL
    WHERE id = (SELECT endpoint_id FROM delivery) AND failing_since IS NOT NULL RETURNING id`,
};

/** An endpoint that has failed for five days, or says that it is gone (410), is sent nothing more. */
const recordFailure: Statement = {
  name: 'record_webhook_failure',
  text: `
    WITH delivery AS (
      UPDATE webhook_deliveries
      SET due_at = now() + $2::float8 * interval '1 millisecond', last_status = $3, last_error = $4
      WHERE id = $1 RETURNING endpoint_id)
    UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, now()),
      disabled_because = coalesce(disabled_because, CASE
        WHEN $3::smallint = 410 THEN 'gone'
        WHEN failing_since < now() - interval '5 days' THEN 'failures' END)
    WHERE id = (SELECT endpoint_id FROM delivery) RETURNING disabled_because`,
};

/** Sends what is due, and keeps how it went. Several instances share the work. */
@Injectable()
export class WebhookSender implements OnModuleInit, OnApplicationShutdown {
  private readonly periodic: PeriodicWork;
  private readonly agent: Agent;
  private readonly mayBePrivate: boolean;
  private readonly attempts: Counter;
  private readonly inFlight = new Set<Promise<void>>();
  private readonly inFlightOf = new Map<string, number>();

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SETTINGS) settings: GatewaySettings,
    metrics: Metrics,
  ) {
    this.periodic = new PeriodicWork(logger);
    this.mayBePrivate = settings.WEBHOOKS_TO_PRIVATE_ADDRESSES;
    const lookup = this.mayBePrivate ? {} : { lookup: publicLookup() };
    this.agent = new Agent({
      connect: { timeout: connectMsMax, ...lookup },
      connections: inFlightMaxOfEndpoint,
      maxResponseSize: responseBytesMax,
    });
    this.attempts = metrics.counter('webhook_attempts_total', 'Attempts to send a webhook', ['outcome']);
  }

  onModuleInit(): void {
    this.periodic.every(pollMs, 'webhooks not sent', () => this.takeUpDue());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.periodic.stop();
    await Promise.all(this.inFlight);
    await this.agent.close();
  }

  private async takeUpDue(): Promise<void> {
    const free = inFlightMax - this.inFlight.size;
    if (free <= 0) return;
    const busy = [...this.inFlightOf].filter(([, count]) => count >= inFlightMaxOfEndpoint).map(([id]) => id);
    const rows = await this.database.query<DueRow>(claimDue, [busy, inFlightMaxOfEndpoint, free]);
    for (const row of rows) {
      const sending = this.send(row).catch((error: unknown) => {
        this.logger.warn({ err: error, deliveryId: row.id }, 'webhook attempt not recorded');
      });
      this.inFlight.add(sending);
      void sending.finally(() => this.inFlight.delete(sending));
    }
  }

  private async send(row: DueRow): Promise<void> {
    this.count(row.endpoint_id, 1);
    try {
      await this.record(row, await this.attempt(row));
    } finally {
      this.count(row.endpoint_id, -1);
    }
  }

  private attempt(row: DueRow): Promise<Attempt> {
    // An address in figures is connected to without a lookup.
    if (urlFault(row.url, this.mayBePrivate) !== undefined) {
      return Promise.resolve({ status: null, error: 'address_refused' });
    }
    const secrets = row.live_previous_secret === null ? [row.secret] : [row.secret, row.live_previous_secret];
    return postWebhook(this.agent, { id: publicId('msg', row.id), url: row.url, body: row.body, secrets });
  }

  private async record(row: DueRow, { status, error }: Attempt): Promise<void> {
    this.attempts.inc({ outcome: error ?? 'delivered' });
    if (error === null) {
      await this.database.query(recordSuccess, [row.id, status]);
      return;
    }
    const values = [row.id, retryDelayMs(row.attempts, Math.random()), status, error];
    const [endpoint] = await this.database.query<{ disabled_because: string | null }>(recordFailure, values);
    const because = endpoint?.disabled_because ?? null;
    if (because !== null)
      this.logger.warn({ endpointId: row.endpoint_id, because }, 'webhook endpoint disabled');
  }

  private count(endpointId: string, change: 1 | -1): void {
    const count = (this.inFlightOf.get(endpointId) ?? 0) + change;
    if (count === 0) this.inFlightOf.delete(endpointId);
    else this.inFlightOf.set(endpointId, count);
  }
}
