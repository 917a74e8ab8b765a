import type { Statement } from '@paymo/platform';
import type { StoredEvent } from './event-store.js';

export const collectEvents: Statement = {
  name: 'collect_events',
  text: `
    INSERT INTO collected_events (event_id, customer_id, item_id, kind, occurred_at)
    SELECT e.* FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
      AS e(event_id, customer_id, item_id, kind, at)
    WHERE NOT EXISTS (SELECT FROM erasures r WHERE r.customer_id = e.customer_id)`,
};

export interface CollectedRow {
  readonly seq: string;
  readonly event_id: string;
  readonly customer_id: string;
  readonly item_id: string;
  readonly kind: StoredEvent['kind'];
  readonly at_ms: string;
}

export const readCollected: Statement = {
  name: 'read_collected',
  text: `
    SELECT seq, event_id, customer_id, item_id, kind, (extract(epoch FROM occurred_at) * 1000)::bigint AS at_ms
    FROM collected_events ORDER BY seq LIMIT $1`,
};

export const dropCollected: Statement = {
  name: 'drop_collected',
  text: 'DELETE FROM collected_events WHERE seq = ANY($1::bigint[])',
};

export const readUnswept: Statement = {
  name: 'read_unswept',
  text: 'SELECT customer_id FROM erasures WHERE swept_at IS NULL ORDER BY customer_id',
};

export const markSwept: Statement = {
  name: 'mark_swept',
  text: 'UPDATE erasures SET swept_at = now() WHERE customer_id = ANY($1::uuid[])',
};
