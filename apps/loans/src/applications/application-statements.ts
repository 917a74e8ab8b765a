import type { Statement } from '@paymo/platform';
import type { Purpose } from '../decisions/applicant.js';
import type { Outcome } from '../decisions/decide-application.js';
import type { Reason } from '../decisions/reasons.js';
import type { ReviewKind, ReviewStatus } from '../reviews/review-status.js';

/** Makes sure that there is a row for each customer; in order, so that two batches cannot wait for each other. */
export const meetCustomers: Statement = {
  name: 'meet_customers',
  text: `
    INSERT INTO customers (account_id) SELECT id FROM unnest($1::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING`,
};

/** Whoever uses a part of a customer's limit holds this lock: of two applications the second sees the first's offer. */
export const lockCustomers: Statement = {
  name: 'lock_customers',
  text: 'SELECT account_id FROM customers WHERE account_id = ANY($1::uuid[]) ORDER BY account_id FOR UPDATE',
};

export const readMonths: Statement = {
  name: 'read_months',
  text: `
    SELECT m.account_id, m.month::text, m.in_minor, m.out_minor, m.committed_minor
    FROM unnest($1::uuid[], $2::date[]) AS u(account_id, on_day) JOIN account_months m ON m.account_id = u.account_id
      AND m.month >= u.on_day - interval '13 months' AND m.month <= u.on_day
    ORDER BY m.account_id, m.month`,
};

export interface StandingRow {
  readonly account_id: string;
  readonly exposure_minor: string;
  readonly instalments_minor: string;
  readonly open_loans: number;
  readonly charged_off_loans: number;
  readonly days_past_due: number;
  readonly applications_30d: number;
}

/**
 * What customers owe, may still accept, and have asked for. Each part reads all of an account's rows and filters what it
 * adds up: a condition that another index could serve leads Postgres, which plans it once for empty tables, to look
 * through the whole of that index for every customer.
 */
export const readStandings: Statement = {
  name: 'read_standings',
  text: `
    SELECT u.account_id, l.owed_minor + o.open_minor AS exposure_minor, l.instalments_minor, l.open_loans,
      l.charged_off_loans, l.days_past_due, a.applications_30d
    FROM unnest($1::uuid[], $2::timestamptz[]) AS u(account_id, at)
    CROSS JOIN LATERAL (
      SELECT
        coalesce(sum(principal_owed_minor) FILTER (WHERE status IN ('paying_out', 'active', 'charged_off')), 0)
          AS owed_minor,
        coalesce(sum(instalment_minor) FILTER (WHERE status IN ('paying_out', 'active')), 0) AS instalments_minor,
        (count(*) FILTER (WHERE status IN ('paying_out', 'active')))::int AS open_loans,
        (count(*) FILTER (WHERE status = 'charged_off'))::int AS charged_off_loans,
        coalesce(max(u.at::date - oldest_due_on) FILTER (WHERE status = 'active' AND oldest_due_on < u.at::date), 0)
          AS days_past_due
      FROM loans WHERE account_id = u.account_id) AS l
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(amount_minor) FILTER (WHERE status = 'open' AND expires_at > u.at), 0) AS open_minor
      FROM offers WHERE account_id = u.account_id) AS o
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS applications_30d FROM applications
      WHERE account_id = u.account_id AND created_at > u.at - interval '30 days') AS a`,
};

/** The same applications a moment ago, under other keys. */
export const readTwins: Statement = {
  name: 'read_twins',
  text: `
    SELECT u.account_id, a.id
    FROM unnest($1::uuid[], $2::bytea[], $3::timestamptz[]) AS u(account_id, fingerprint, at)
    CROSS JOIN LATERAL (
      SELECT id FROM applications
      WHERE account_id = u.account_id AND fingerprint = u.fingerprint
        AND created_at > u.at - $4 * interval '1 minute' AND created_at <= u.at
      ORDER BY created_at DESC LIMIT 1) AS a`,
};

export const insertApplications: Statement = {
  name: 'insert_applications',
  text: `
    INSERT INTO applications (id, account_id, amount_minor, currency, months, purpose, answers, fingerprint, outcome, created_at)
    SELECT u.id, u.account_id, u.amount, u.currency, u.months, u.purpose, u.answers::json, u.fingerprint, u.outcome, u.at
    FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::int[], $6::text[], $7::text[], $8::bytea[], $9::text[],
      $10::timestamptz[]) AS u(id, account_id, amount, currency, months, purpose, answers, fingerprint, outcome, at)`,
};

export const insertDecisions: Statement = {
  name: 'insert_decisions',
  text: `
    INSERT INTO decisions (application_id, inputs_hash, policy, model, probability, record, latency_ms, decided_at,
      shadow_model, shadow_probability)
    SELECT u.id, u.inputs_hash, u.policy, u.model, u.probability, u.record::json, u.latency_ms, u.at, u.shadow, u.shadow_probability
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::float8[], $8::timestamptz[],
      $9::text[], $10::float8[])
      AS u(id, inputs_hash, policy, model, probability, record, latency_ms, at, shadow, shadow_probability)`,
};

export const insertOffers: Statement = {
  name: 'insert_offers',
  text: `
    INSERT INTO offers (id, application_id, account_id, amount_minor, currency, months, band, annual_rate, apr,
      charges_minor, instalment_minor, agreement_hash, created_at, expires_at, status)
    SELECT u.*, 'open' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::int[], $7::text[],
      $8::numeric[], $9::numeric[], $10::bigint[], $11::bigint[], $12::text[], $13::timestamptz[], $14::timestamptz[]) AS u`,
};

export interface ApplicationRow {
  readonly id: string;
  readonly account_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly months: number;
  readonly purpose: Purpose;
  readonly outcome: Outcome;
  readonly created_at: Date;
  readonly record: { readonly decision: { readonly reasons: readonly Reason[] } };
  readonly model: string;
  readonly policy: string;
  readonly inputs_hash: string;
  readonly probability: number;
  /** By a person; the latest one, null when there was none. */
  readonly review: StoredReview | null;
}

interface StoredReview {
  readonly kind: ReviewKind;
  readonly status: ReviewStatus;
  readonly dueAt: string;
}

export const readApplication: Statement = {
  name: 'read_application',
  text: `
    SELECT a.id, a.account_id, a.amount_minor, a.currency, a.months, a.purpose, a.outcome, a.created_at,
      d.record, d.model, d.policy, d.inputs_hash, d.probability,
      (SELECT json_build_object('kind', r.kind, 'status', r.status, 'dueAt', r.due_at)
        FROM reviews r WHERE r.application_id = a.id ORDER BY r.id DESC LIMIT 1) AS review
    FROM applications a JOIN decisions d ON d.application_id = a.id WHERE a.id = $1`,
};

export const offerStatuses = ['open', 'accepted', 'expired'] as const;

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
  readonly status: (typeof offerStatuses)[number];
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
