import type { LoanChange, loanStatuses } from '@paymo/contracts';
import type { ArrearsBucket, CivilDate } from '@paymo/lending';
import type { Statement } from '@paymo/platform';
import type { HistoryDetails } from './history-details.js';

export type LoanStatus = (typeof loanStatuses)[number];
export const loanEndings = ['repaid', 'settled_early', 'withdrawn', 'recovered', 'payout_refused'] as const;
export type LoanEnding = (typeof loanEndings)[number];
/** What customers order themselves, and the staff for them. */
export const orderedKinds = [
  'repayment',
  'partial',
  'settlement',
  'withdrawal',
  'recovery',
  'refund',
] as const;
export const transferKinds = ['payout', 'due', ...orderedKinds] as const;
export type TransferKind = (typeof transferKinds)[number];
export const transferStatuses = ['requested', 'applied', 'refused'] as const;

export interface LoanRow {
  readonly id: string;
  readonly account_id: string;
  readonly status: LoanStatus;
  readonly ending: LoanEnding | null;
  readonly principal_minor: string;
  readonly currency: string;
  /** As it was agreed; `annual_rate` is what counts now. */
  readonly agreed_rate: string;
  readonly annual_rate: string;
  readonly apr: string;
  readonly agreement_hash: string;
  /** SHA-256 of the agreement as PDF. */
  readonly agreement_pdf_hash: string | null;
  readonly agreed_on: CivilDate;
  readonly drawn_on: CivilDate;
  readonly plan: number;
  readonly plan_from: CivilDate;
  readonly principal_owed_minor: string;
  readonly instalment_minor: string;
  readonly days_past_due: number;
  readonly bucket: ArrearsBucket;
  readonly collections_paused_until: CivilDate | null;
  /** Of the customer. */
  readonly is_vulnerable: boolean;
  readonly updated_at: Date;
}

const loanColumns = `id, account_id, status, ending, principal_minor, currency, agreed_rate, annual_rate, apr, agreement_hash,
  agreement_pdf_hash, agreed_on::text, drawn_on::text, plan, plan_from::text, principal_owed_minor, instalment_minor, days_past_due, bucket,
  collections_paused_until::text, updated_at,
  (SELECT is_vulnerable FROM customers c WHERE c.account_id = loans.account_id) AS is_vulnerable`;

export const readLoans: Statement = {
  name: 'read_loans',
  text: `SELECT ${loanColumns} FROM loans WHERE id = ANY($1::uuid[])`,
};

export const lockLoans: Statement = {
  name: 'lock_loans',
  text: `SELECT ${loanColumns} FROM loans WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
};

export const readLoansOfAccount: Statement = {
  name: 'read_loans_of_account',
  text: `
    SELECT ${loanColumns} FROM loans WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
};

export const setVulnerable: Statement = {
  name: 'set_vulnerable',
  text: 'UPDATE customers SET is_vulnerable = $2 WHERE account_id = $1',
};

export const insertLoan: Statement = {
  name: 'insert_loan',
  text: `
    INSERT INTO loans (id, offer_id, account_id, status, principal_minor, currency, agreed_rate, annual_rate, apr,
      agreement_hash, agreed_on, drawn_on, plan_from, principal_owed_minor, instalment_minor, created_at, updated_at, oldest_due_on)
    VALUES ($1, $2, $3, 'paying_out', $4, $5, $6, $6, $7, $8, $9, $9, $9, $4, $10, $11, $11, $12)`,
};

/** The first plan: what was signed. */
export const readFirstPlan: Statement = {
  name: 'read_first_plan',
  text: `
    SELECT loan_id, plan, number, due_on::text, payment_minor, interest_minor, principal_minor, balance_minor, paid_minor
    FROM instalments WHERE loan_id = $1 AND plan = 1 ORDER BY number`,
};

export const keepPdfHash: Statement = {
  name: 'keep_pdf_hash',
  text: 'UPDATE loans SET agreement_pdf_hash = $2 WHERE id = $1 AND agreement_pdf_hash IS NULL',
};

export const moveLoans: Statement = {
  name: 'move_loans',
  text: `
    UPDATE loans l SET status = u.status, ending = u.ending, plan = u.plan, plan_from = u.plan_from,
      annual_rate = u.annual_rate, principal_owed_minor = u.owed, instalment_minor = u.instalment,
      collections_paused_until = u.paused, oldest_due_on = u.oldest_due, updated_at = $11
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::date[], $6::numeric[], $7::bigint[], $8::bigint[],
      $9::date[], $10::date[]) AS u(id, status, ending, plan, plan_from, annual_rate, owed, instalment, paused, oldest_due)
    WHERE l.id = u.id`,
};

export interface InstalmentRow {
  readonly loan_id: string;
  readonly plan: number;
  readonly number: number;
  readonly due_on: CivilDate;
  readonly payment_minor: string;
  readonly interest_minor: string;
  readonly principal_minor: string;
  readonly balance_minor: string;
  readonly paid_minor: string;
}

/** The instalments of the plans in force. */
export const readInstalments: Statement = {
  name: 'read_instalments',
  text: `
    SELECT i.loan_id, i.plan, i.number, i.due_on::text, i.payment_minor, i.interest_minor, i.principal_minor,
      i.balance_minor, i.paid_minor
    FROM loans l JOIN instalments i ON i.loan_id = l.id AND i.plan = l.plan
    WHERE l.id = ANY($1::uuid[]) ORDER BY i.loan_id, i.number`,
};

export const insertInstalments: Statement = {
  name: 'insert_instalments',
  text: `
    INSERT INTO instalments (loan_id, plan, number, due_on, payment_minor, interest_minor, principal_minor, balance_minor, paid_minor)
    SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::date[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::bigint[])`,
};

export const payInstalments: Statement = {
  name: 'pay_instalments',
  text: `
    UPDATE instalments i SET paid_minor = u.paid
    FROM unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[]) AS u(loan_id, plan, number, paid)
    WHERE i.loan_id = u.loan_id AND i.plan = u.plan AND i.number = u.number`,
};

/** A request for money; none is made while another of the loan is on its way, nor a second collection on one day. */
export const insertTransfers: Statement = {
  name: 'insert_transfers',
  text: `
    INSERT INTO loan_transfers (id, loan_id, account_id, kind, amount_minor, currency, business_date, keep, status, requested_at)
    SELECT u.*, 'requested', now() FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::text[],
      $7::date[], $8::text[]) AS u
    ON CONFLICT DO NOTHING RETURNING id`,
};

export interface CompletedTransferRow {
  readonly id: string;
  readonly loan_id: string;
  readonly kind: TransferKind;
  readonly status: 'applied' | 'refused';
  readonly moved_minor: string;
  readonly refusal: string | null;
  readonly business_date: CivilDate;
  readonly keep: 'instalment' | 'term' | null;
  /** Calendar days between the request and its end: more than none when a person had to look at it. */
  readonly days_under_way: number;
}

/** Marks requests as completed; those returned were not before. */
export const completeTransfers: Statement = {
  name: 'complete_transfers',
  text: `
    UPDATE loan_transfers t SET status = u.outcome, moved_minor = u.moved, refusal = u.refusal, completed_at = $5
    FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[]) AS u(id, outcome, moved, refusal)
    WHERE t.id = u.id AND t.status = 'requested'
    RETURNING t.id, t.loan_id, t.kind, t.status, t.moved_minor, t.refusal, t.business_date::text, t.keep,
      (t.completed_at AT TIME ZONE 'UTC')::date - (t.requested_at AT TIME ZONE 'UTC')::date AS days_under_way`,
};

export interface TransferRow extends Omit<CompletedTransferRow, 'status' | 'days_under_way'> {
  readonly status: (typeof transferStatuses)[number];
  readonly amount_minor: string;
  readonly requested_at: Date;
}

export const readTransfers: Statement = {
  name: 'read_transfers',
  text: `
    SELECT id, loan_id, kind, status, amount_minor, moved_minor, refusal, business_date::text, keep, requested_at
    FROM loan_transfers WHERE loan_id = $1 ORDER BY requested_at, id`,
};

export const insertHistory: Statement = {
  name: 'insert_history',
  text: `
    INSERT INTO loan_history (id, loan_id, event, actor, details, at)
    SELECT u.id, u.loan_id, u.event, u.actor, u.details, $6
    FROM ROWS FROM (unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::text[]), unnest($4::text[]), json_array_elements($5::json))
      AS u(id, loan_id, event, actor, details)`,
};

export interface HistoryRow {
  readonly event: LoanChange;
  readonly actor: string;
  readonly details: HistoryDetails;
  readonly at: Date;
}

export const readHistory: Statement = {
  name: 'read_history',
  text: 'SELECT event, actor, details, at FROM loan_history WHERE loan_id = $1 ORDER BY id',
};
