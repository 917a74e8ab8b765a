import type { Statement } from '@paymo/platform';
import { paymentOwners } from '../payments/payment-statements.js';
import type { ClaimStatus, Rejection } from './claim.js';

export interface ClaimRow {
  readonly id: string;
  readonly payment_id: string;
  readonly payer_id: string;
  readonly claimant: string;
  readonly story: string;
  readonly is_vulnerable: boolean;
  readonly status: ClaimStatus;
  readonly opened_at: Date;
  readonly due_at: Date;
  readonly stopped_at: Date | null;
  readonly stop_reason: string | null;
  readonly stopped_days: number;
  readonly escalated_at: Date | null;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly rejection: Rejection | null;
  readonly reimbursement_id: string | null;
  readonly reimbursed_minor: string | null;
  readonly excess_minor: string | null;
  readonly currency: string;
  /** Who has proposed a reimbursement that needs a second person. */
  readonly proposed_by: string | null;
  readonly proposed_at: Date | null;
}

const columns = `
  c.id, c.payment_id, c.payer_id, c.claimant, c.story, c.is_vulnerable, c.status, c.opened_at, c.due_at,
  c.stopped_at, c.stop_reason, c.stopped_days, c.escalated_at, c.decided_at, c.decided_by, c.rejection,
  c.reimbursement_id, c.reimbursed_minor, c.excess_minor, p.currency, q.proposed_by, q.proposed_at`;
const claimsOfPayments =
  'FROM fraud_claims c JOIN payments p ON p.id = c.payment_id LEFT JOIN claim_proposals q ON q.claim_id = c.id';
const claims = `SELECT ${columns} ${claimsOfPayments}`;

/** Answers nothing when the payment was claimed before. */
export const insertClaim: Statement = {
  name: 'insert_fraud_claim',
  text: `
    INSERT INTO fraud_claims (id, payment_id, payer_id, claimant, story, is_vulnerable, status, opened_at, due_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8) ON CONFLICT (payment_id) DO NOTHING RETURNING id`,
};

export const readClaim: Statement = { name: 'read_fraud_claim', text: `${claims} WHERE c.id = $1` };

export const readClaimOfPayment: Statement = {
  name: 'read_fraud_claim_of_payment',
  text: `${claims} WHERE c.payment_id = $1`,
};

export interface LockedClaimRow extends ClaimRow {
  /** Who owns the accounts of the claimed payment. */
  readonly owners: readonly string[];
}

/** Who has the claim decides about it; the payment is locked as its refunds lock it. */
export const lockClaim: Statement = {
  name: 'lock_fraud_claim',
  text: `
    SELECT ${columns}, ${paymentOwners} AS owners ${claimsOfPayments} WHERE c.id = $1 FOR NO KEY UPDATE OF c, p`,
};

/** Undecided claims after a place: those that were escalated first, then those that are due first. */
export const listClaims: Statement = {
  name: 'list_fraud_claims',
  text: `
    ${claims} WHERE c.decided_at IS NULL AND (c.escalated_at IS NULL, c.due_at, c.id) > ($1::boolean, $2::timestamptz, $3::uuid)
    ORDER BY c.escalated_at IS NULL, c.due_at, c.id LIMIT $4`,
};

export const stopClock: Statement = {
  name: 'stop_claim_clock',
  text: `
    UPDATE fraud_claims SET status = 'waiting', stopped_at = $2, stop_reason = $3, due_at = $4, escalated_at = NULL
    WHERE id = $1`,
};

export const startClock: Statement = {
  name: 'start_claim_clock',
  text: `
    UPDATE fraud_claims SET status = 'open', stopped_at = NULL, stopped_days = $2, due_at = $3, escalated_at = NULL
    WHERE id = $1`,
};

export const rejectClaim: Statement = {
  name: 'reject_fraud_claim',
  text: `
    UPDATE fraud_claims SET status = 'rejected', stopped_at = NULL, decided_at = $2, decided_by = $3, rejection = $4
    WHERE id = $1`,
};

export const reimburseClaim: Statement = {
  name: 'reimburse_fraud_claim',
  text: `
    UPDATE fraud_claims SET status = 'reimbursed', stopped_at = NULL, decided_at = $2, decided_by = $3,
      is_vulnerable = $4, reimbursement_id = $5, reimbursed_minor = $6, excess_minor = $7
    WHERE id = $1`,
};

/** Marks claims that are due before `$1`; an instance that is about to do the same passes over them. */
export const escalateClaims: Statement = {
  name: 'escalate_fraud_claims',
  text: `
    UPDATE fraud_claims c SET escalated_at = $2
    FROM (
      SELECT id FROM fraud_claims WHERE decided_at IS NULL AND escalated_at IS NULL AND due_at <= $1
      ORDER BY due_at, id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED) AS due
    WHERE c.id = due.id RETURNING c.id, c.payer_id, c.status`,
};

/** Answers a row when both accounts have one owner. */
export const readSameOwner: Statement = {
  name: 'read_same_owner',
  text: 'SELECT a.id FROM accounts a JOIN accounts b ON b.owner = a.owner WHERE a.id = $1 AND b.id = $2',
};

export interface ClaimedPaymentRow {
  readonly amount_minor: string;
  /** What its payee gave back, and has come. */
  readonly returned_minor: string;
  /** Whether more may come: by a refund that is not decided, or whose request still runs. */
  readonly is_refund_under_way: boolean;
}

/** What was claimed, as no refund can change it while `lockClaim` holds the payment. */
export const readClaimed: Statement = {
  name: 'read_claimed_payment',
  text: `
    SELECT p.amount_minor, coalesce(sum(r.amount_minor) FILTER (WHERE b.status = 'settled'), 0) AS returned_minor,
      coalesce(bool_or(b.status IN ('submitted', 'held')
        OR b.id IS NULL AND r.reserved_at > now() - interval '1 hour'), false) AS is_refund_under_way
    FROM payments p LEFT JOIN refunds r ON r.original_id = p.id LEFT JOIN payments b ON b.id = r.payment_id
    WHERE p.id = $1 GROUP BY p.id`,
};

/** The bank's own accounts for claims belong to nobody. */
export const enterClaimsAccount: Statement = {
  name: 'enter_claims_account',
  text: `INSERT INTO accounts (id, name, opened_at) VALUES ($1, 'Paymo claims', $2) ON CONFLICT DO NOTHING`,
};

/** A reimbursement enters as a payment whose decision is the claim's; it waits for no other. */
export const enterReimbursement: Statement = {
  name: 'enter_reimbursement',
  text: `
    WITH payment AS (
      INSERT INTO payments (id, payer_id, payee_id, amount_minor, currency, type, reference, status,
        idempotency_key, occurred_at, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, 'reimbursement', $6, 'submitted', 'claim ' || $7::text, $8, $8, $8))
    INSERT INTO payment_history (payment_id, version, from_status, to_status, actor, at)
    VALUES ($1, 1, NULL, 'submitted', 'bank', $8)`,
};
