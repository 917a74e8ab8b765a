import type { Statement } from '@paymo/platform';

export interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly event_types: readonly string[];
  readonly disabled_because: 'owner' | 'failures' | 'gone' | null;
  readonly created_at: Date;
}

const endpointColumns = 'id, url, event_types, disabled_because, created_at';

/** Answers nothing when the owner has `$6` already. */
export const insertEndpoint: Statement = {
  name: 'insert_webhook_endpoint',
  text: `
    INSERT INTO webhook_endpoints (id, owner, url, event_types, secret)
    SELECT $1, $2, $3, $4, $5
    WHERE (SELECT count(*) FROM webhook_endpoints WHERE owner = $2) < $6::int
    RETURNING ${endpointColumns}`,
};

export const readEndpoints: Statement = {
  name: 'read_webhook_endpoints',
  text: `SELECT ${endpointColumns} FROM webhook_endpoints WHERE owner = $1 ORDER BY id`,
};

export const readEndpoint: Statement = {
  name: 'read_webhook_endpoint',
  text: `SELECT ${endpointColumns} FROM webhook_endpoints WHERE owner = $1 AND id = $2`,
};

/** What is null stays as it is. An endpoint that is enabled anew has failed at nothing yet. */
export const changeEndpoint: Statement = {
  name: 'change_webhook_endpoint',
  text: `
    UPDATE webhook_endpoints SET url = coalesce($3, url), event_types = coalesce($4::text[], event_types),
      disabled_because = CASE $5::boolean WHEN true THEN NULL WHEN false THEN 'owner' ELSE disabled_because END,
      failing_since = CASE $5::boolean WHEN true THEN NULL ELSE failing_since END
    WHERE owner = $1 AND id = $2 RETURNING ${endpointColumns}`,
};

export const rotateSecret: Statement = {
  name: 'rotate_webhook_secret',
  text: `
    UPDATE webhook_endpoints
    SET previous_secret = secret, previous_secret_until = now() + interval '1 day', secret = $3
    WHERE owner = $1 AND id = $2 RETURNING previous_secret_until`,
};

export const deleteDeliveries: Statement = {
  name: 'delete_webhook_deliveries',
  text: `
    DELETE FROM webhook_deliveries
    WHERE endpoint_id = (SELECT id FROM webhook_endpoints WHERE owner = $1 AND id = $2 FOR UPDATE)`,
};

export const deleteEndpoint: Statement = {
  name: 'delete_webhook_endpoint',
  text: 'DELETE FROM webhook_endpoints WHERE owner = $1 AND id = $2 RETURNING id',
};

export interface DeliveryRow {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly attempts: number;
  readonly due_at: Date | null;
  readonly delivered_at: Date | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: Date;
}

const deliveryColumns =
  'id, event_id, event_type, attempts, due_at, delivered_at, last_status, last_error, created_at';

/** An event comes into the log of an endpoint once, and only if the endpoint is still there. */
export const insertDeliveries: Statement = {
  name: 'insert_webhook_deliveries',
  text: `
    INSERT INTO webhook_deliveries (id, endpoint_id, event_id, event_type, body)
    SELECT d.* FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
      AS d(id, endpoint_id, event_id, event_type, body)
    JOIN webhook_endpoints e ON e.id = d.endpoint_id
    FOR KEY SHARE OF e
    ON CONFLICT DO NOTHING RETURNING ${deliveryColumns}`,
};

export const readDeliveries: Statement = {
  name: 'read_webhook_deliveries',
  text: `
    SELECT ${deliveryColumns} FROM webhook_deliveries
    WHERE endpoint_id = $1 AND id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    ORDER BY id DESC LIMIT $3`,
};

export const resendDelivery: Statement = {
  name: 'resend_webhook_delivery',
  text: `
    UPDATE webhook_deliveries SET due_at = now(), attempts = 0, delivered_at = NULL
    WHERE endpoint_id = $1 AND id = $2 RETURNING ${deliveryColumns}`,
};

export const forgetOldDeliveries: Statement = {
  name: 'forget_webhook_deliveries',
  text: `DELETE FROM webhook_deliveries WHERE created_at < now() - interval '30 days'`,
};
