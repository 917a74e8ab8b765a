import type { Statement } from '@paymo/platform';

export interface DiscoveryRow {
  readonly account_id: string | null;
  readonly handle: string | null;
  readonly is_by_phone: boolean;
  readonly has_phone: boolean;
}

const discovery = 'account_id, handle, is_by_phone, phone_hmac IS NOT NULL AS has_phone';

export const readDiscovery: Statement = {
  name: 'read_discovery',
  text: `SELECT ${discovery} FROM discovery WHERE owner = $1`,
};

/** Whoever wants the same handle waits here for each other. */
export const lockHandle: Statement = {
  name: 'lock_handle',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('handle ' || $1::text, 0))`,
};

/** Answers nothing when the handle is somebody else's. */
export const setDiscovery: Statement = {
  name: 'set_discovery',
  text: `
    INSERT INTO discovery (owner, account_id, handle, is_by_phone)
    SELECT $1, $2::uuid, $3::text, $4::boolean
    WHERE NOT EXISTS (SELECT FROM discovery WHERE handle = $3::text AND owner <> $1)
    ON CONFLICT (owner) DO UPDATE
      SET account_id = excluded.account_id, handle = excluded.handle, is_by_phone = excluded.is_by_phone
    RETURNING ${discovery}`,
};

/** Whoever states the same number waits here for each other. */
export const lockPhone: Statement = {
  name: 'lock_phone',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('phone ' || $1::text, 0))`,
};

/** A number that has gone to somebody else finds its holder of before no more. */
export const forgetPhone: Statement = {
  name: 'forget_discovery_phone',
  text: 'UPDATE discovery SET phone_hmac = NULL WHERE phone_hmac = $1::bytea AND owner <> $2',
};

export const setPhone: Statement = {
  name: 'set_discovery_phone',
  text: `
    INSERT INTO discovery (owner, phone_hmac) VALUES ($2, $1::bytea)
    ON CONFLICT (owner) DO UPDATE SET phone_hmac = excluded.phone_hmac`,
};

export interface FoundRow {
  /** Which of the questions found them. */
  readonly place: number;
  readonly account_id: string;
  readonly name: string;
}

/** Neither whoever blocked the other is found by them, nor an account that takes no money. */
const people = `
  FROM discovery d JOIN accounts a ON a.id = d.account_id AND a.owner = d.owner
  JOIN ledger_accounts l ON l.id = a.id AND NOT l.is_closed`;
const isNotBlocked = `
  NOT EXISTS (SELECT FROM blocked_people b
    WHERE b.owner = d.owner AND b.blocked = $1 OR b.owner = $1 AND b.blocked = d.owner)`;

export const findByHandle: Statement = {
  name: 'find_by_handle',
  text: `SELECT 0 AS place, a.id AS account_id, a.name ${people} WHERE d.handle = $2 AND ${isNotBlocked}`,
};

export const findByPhone: Statement = {
  name: 'find_by_phone',
  text: `
    SELECT array_position($2::bytea[], d.phone_hmac) - 1 AS place, a.id AS account_id, a.name ${people}
    WHERE d.phone_hmac = ANY($2::bytea[]) AND d.is_by_phone AND ${isNotBlocked} ORDER BY place`,
};
