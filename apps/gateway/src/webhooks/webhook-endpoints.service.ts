import { Injectable } from '@nestjs/common';
import {
  type Caller,
  Cursors,
  Database,
  newId,
  type Page,
  type PageQuery,
  PaymoError,
  publicId,
} from '@paymo/platform';
import type { CustomerEventType } from '../events/customer-event.js';
import { webhookBody } from './webhook-event.js';
import { newWebhookSecret } from './webhook-signature.js';
import * as sql from './webhook-statements.js';

const endpointsMaxOfPerson = 10;

/** What an owner changes of an endpoint; what is null stays. */
export interface EndpointChange {
  readonly url: string | null;
  readonly events: readonly CustomerEventType[] | null;
  readonly isEnabled: boolean | null;
}

/** The endpoints of a customer and the log of what was sent to each. Somebody else's do not exist. */
@Injectable()
export class WebhookEndpointsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /** @returns the endpoint and its secret, which is not shown again */
  async create(
    { subject }: Caller,
    url: string,
    events: readonly CustomerEventType[],
  ): Promise<{ endpoint: sql.EndpointRow; secret: string }> {
    const secret = newWebhookSecret();
    const values = [newId(), subject, url, events, secret, endpointsMaxOfPerson];
    const [endpoint] = await this.database.query<sql.EndpointRow>(sql.insertEndpoint, values);
    if (endpoint !== undefined) return { endpoint, secret };
    const detail = `You have ${endpointsMaxOfPerson} endpoints; delete one first.`;
    throw new PaymoError('conflict.too_many_webhook_endpoints', detail);
  }

  list({ subject }: Caller): Promise<sql.EndpointRow[]> {
    return this.database.query<sql.EndpointRow>(sql.readEndpoints, [subject]);
  }

  async read({ subject }: Caller, id: string): Promise<sql.EndpointRow> {
    return found(id, await this.database.query<sql.EndpointRow>(sql.readEndpoint, [subject, id]));
  }

  async change({ subject }: Caller, id: string, change: EndpointChange): Promise<sql.EndpointRow> {
    const values = [subject, id, change.url, change.events, change.isEnabled];
    return found(id, await this.database.query<sql.EndpointRow>(sql.changeEndpoint, values));
  }

  async delete({ subject }: Caller, id: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      transaction.write(sql.deleteDeliveries, [subject, id]);
      found(id, await transaction.query(sql.deleteEndpoint, [subject, id]));
    });
  }

  /** The old secret signs beside the new one for a day. */
  async rotateSecret(
    { subject }: Caller,
    id: string,
  ): Promise<{ secret: string; previousSecretUntil: Date }> {
    const secret = newWebhookSecret();
    const rows = await this.database.query<{ previous_secret_until: Date }>(sql.rotateSecret, [
      subject,
      id,
      secret,
    ]);
    return { secret, previousSecretUntil: found(id, rows).previous_secret_until };
  }

  /** Sends an event of type `test`, which passes every filter. */
  async test(caller: Caller, id: string): Promise<sql.DeliveryRow> {
    await this.read(caller, id);
    const deliveryId = newId();
    const eventId = `test-${deliveryId}`;
    const body = webhookBody({ id: eventId, type: 'test', timestamp: new Date().toISOString(), data: {} });
    const values = [[deliveryId], [id], [eventId], ['test'], [body]];
    return found(id, await this.database.query<sql.DeliveryRow>(sql.insertDeliveries, values));
  }

  /** What was sent to an endpoint and is to be, the newest first. */
  async deliveries(caller: Caller, id: string, { limit, cursor }: PageQuery): Promise<Page<sql.DeliveryRow>> {
    await this.read(caller, id);
    const list = ['webhook-deliveries', id];
    const [before = null] = await this.cursors.read(list, cursor);
    const rows = await this.database.query<sql.DeliveryRow>(sql.readDeliveries, [id, before, limit + 1]);
    return this.cursors.page(list, rows, limit, (row) => [row.id]);
  }

  /** Begins the attempts of a delivery anew, under the same id: a receiver that has it already can tell. */
  async resend(caller: Caller, id: string, deliveryId: string): Promise<sql.DeliveryRow> {
    await this.read(caller, id);
    const [row] = await this.database.query<sql.DeliveryRow>(sql.resendDelivery, [id, deliveryId]);
    if (row !== undefined) return row;
    const detail = `${publicId('msg', deliveryId)} does not exist.`;
    throw new PaymoError('webhook.delivery_not_found', detail);
  }
}

function found<Row>(id: string, [row]: readonly Row[]): Row {
  if (row !== undefined) return row;
  throw new PaymoError('webhook.not_found', `${publicId('whe', id)} does not exist.`);
}
