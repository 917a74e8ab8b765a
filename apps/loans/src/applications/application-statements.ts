import type { Statement } from '@paymo/platform';

/** Makes sure that there is a row for the customer. */
export const meetCustomer: Statement = {
  name: 'meet_customer',
  text: 'INSERT INTO customers (account_id) VALUES ($1) ON CONFLICT DO NOTHING',
};

/** Whoever uses a part of a customer's limit holds this lock: of two applications the second sees the first's offer. */
export const lockCustomer: Statement = {
  name: 'lock_customer',
  text: 'SELECT account_id FROM customers WHERE account_id = $1 FOR UPDATE',
};

export const readMonths: Statement = {
  name: 'read_months',
  text: `
    SELECT month::text, in_minor, out_minor, committed_minor FROM account_months
    WHERE account_id = $1 AND month >= $2::date - interval '13 months' AND month <= $2::date ORDER BY month`,
};

export interface StandingRow {
  readonly exposure_minor: string;
  readonly instalments_minor: string;
  readonly open_loans: number;
  readonly charged_off_loans: number;
  readonly days_past_due: number;
  readonly applications_30d: number;
}

/** What a customer owes, may still accept, and has asked for. */
export const readStanding: Statement = {
  name: 'read_standing',
  text: `
    SELECT
      (SELECT coalesce(sum(principal_owed_minor), 0) FROM loans
        WHERE account_id = $1 AND status IN ('paying_out', 'active', 'charged_off'))
      + (SELECT coalesce(sum(amount_minor), 0) FROM offers
        WHERE account_id = $1 AND status = 'open' AND expires_at > $2) AS exposure_minor,
      (SELECT coalesce(sum(instalment_minor), 0) FROM loans
        WHERE account_id = $1 AND status IN ('paying_out', 'active')) AS instalments_minor,
      (SELECT count(*)::int FROM loans WHERE account_id = $1 AND status IN ('paying_out', 'active')) AS open_loans,
      (SELECT count(*)::int FROM loans WHERE account_id = $1 AND status = 'charged_off') AS charged_off_loans,
      (SELECT coalesce(max($2::timestamptz::date - i.due_on), 0)::int FROM loans l
        JOIN instalments i ON i.loan_id = l.id AND i.plan = l.plan
        WHERE l.account_id = $1 AND l.status = 'active' AND i.due_on < $2::timestamptz::date
          AND i.paid_minor < i.payment_minor) AS days_past_due,
      (SELECT count(*)::int FROM applications
        WHERE account_id = $1 AND created_at > $2::timestamptz - interval '30 days') AS applications_30d`,
};

/** The same application a moment ago, under another key. */
export const readTwin: Statement = {
  name: 'read_twin',
  text: `
    SELECT id FROM applications WHERE account_id = $1 AND fingerprint = $2::bytea
      AND created_at > $3::timestamptz - $4 * interval '1 minute' AND created_at <= $3 LIMIT 1`,
};

export const insertApplication: Statement = {
  name: 'insert_application',
  text: `
    INSERT INTO applications (id, account_id, amount_minor, currency, months, purpose, answers, fingerprint, outcome, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8::bytea, $9, $10)`,
};

export const insertDecision: Statement = {
  name: 'insert_decision',
  text: `
    INSERT INTO decisions (application_id, inputs_hash, policy, model, probability, record, latency_ms, decided_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

export const insertOffer: Statement = {
  name: 'insert_offer',
  text: `
    INSERT INTO offers (id, application_id, account_id, amount_minor, currency, months, band, annual_rate, apr,
      charges_minor, instalment_minor, agreement_hash, status, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', $13, $14)`,
};

export interface ApplicationRow {
  readonly id: string;
  readonly account_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly months: number;
  readonly purpose: string;
  readonly outcome: string;
  readonly created_at: Date;
  readonly record: { readonly decision: { readonly reasons: readonly unknown[] } };
  readonly model: string;
  readonly policy: string;
  readonly inputs_hash: string;
  readonly probability: number;
}

export const readApplication: Statement = {
  name: 'read_application',
  text: `
    SELECT a.id, a.account_id, a.amount_minor, a.currency, a.months, a.purpose, a.outcome, a.created_at,
      d.record, d.model, d.policy, d.inputs_hash, d.probability
    FROM applications a JOIN decisions d ON d.application_id = a.id WHERE a.id = $1`,
};

export interface OfferRow {
  readonly id: string;
  readonly application_id: string;
  readonly account_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly months: number;
  readonly band: string;
  readonly annual_rate: string;
  readonly apr: string;
  readonly charges_minor: string;
  readonly instalment_minor: string;
  readonly agreement_hash: string;
  readonly status: 'open' | 'accepted' | 'expired';
  readonly created_at: Date;
  readonly expires_at: Date;
}

const offerColumns = `id, application_id, account_id, amount_minor, currency, months, band, annual_rate, apr,
  charges_minor, instalment_minor, agreement_hash, status, created_at, expires_at`;

export const readOfferOfApplication: Statement = {
  name: 'read_offer_of_application',
  text: `SELECT ${offerColumns} FROM offers WHERE application_id = $1 ORDER BY id DESC LIMIT 1`,
};

export const lockOffer: Statement = {
  name: 'lock_offer',
  text: `SELECT ${offerColumns} FROM offers WHERE id = $1 FOR UPDATE`,
};

export const moveOffer: Statement = {
  name: 'move_offer',
  text: `UPDATE offers SET status = $2 WHERE id = $1 AND status = 'open'`,
};

export const expireOffers: Statement = {
  name: 'expire_offers',
  text: `UPDATE offers SET status = 'expired' WHERE status = 'open' AND expires_at <= $1`,
};
