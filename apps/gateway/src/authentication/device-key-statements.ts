import type { Statement } from '@paymo/platform';
import type { PublicKey, signatureAlgorithms } from './device-signature.js';

export interface DeviceKeyRow {
  readonly id: string;
  readonly name: string;
  readonly algorithm: (typeof signatureAlgorithms)[number];
  readonly public_key: PublicKey;
  readonly thumbprint: string;
  readonly created_at: Date;
}

const columns = 'id, name, algorithm, public_key, thumbprint, created_at';

export const listDeviceKeys: Statement = {
  name: 'list_device_keys',
  text: `SELECT ${columns} FROM device_keys WHERE owner = $1 AND revoked_at IS NULL ORDER BY id`,
};

/** No row when the key is, or was, the customer's already. */
export const insertDeviceKey: Statement = {
  name: 'insert_device_key',
  text: `
    INSERT INTO device_keys (id, owner, name, algorithm, public_key, thumbprint, approved_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, now()) ON CONFLICT (owner, thumbprint) DO NOTHING RETURNING ${columns}`,
};

export const ownerOfDeviceKey: Statement = {
  name: 'owner_of_device_key',
  text: 'SELECT owner FROM device_keys WHERE id = $1',
};

export const revokeDeviceKey: Statement = {
  name: 'revoke_device_key',
  text: 'UPDATE device_keys SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id',
};

export const enrolPayer: Statement = {
  name: 'enrol_payer',
  text: 'INSERT INTO payer_authentication (owner) VALUES ($1) ON CONFLICT DO NOTHING',
};

export interface EnrolmentRow {
  readonly key_count: number;
  /** Keys that were ever registered. */
  readonly registrations: number;
}

export const lockEnrolment: Statement = {
  name: 'lock_enrolment',
  text: 'SELECT key_count, registrations FROM payer_authentication WHERE owner = $1 FOR NO KEY UPDATE',
};

/** Counts a key more or less. */
export const countKeys: Statement = {
  name: 'count_device_keys',
  text: `
    UPDATE payer_authentication SET key_count = key_count + $2::int, registrations = registrations + greatest($2::int, 0)
    WHERE owner = $1`,
};
