import { publicId } from '@paymo/platform';
import type { DecidedRow, ReviewRow } from './review-statements.js';

export interface FactsView {
  readonly account: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly months: number;
  readonly purpose: string;
  readonly inputs: unknown;
  readonly income: unknown;
  readonly affordability: unknown;
}

export interface DecidedView {
  readonly outcome: string;
  readonly reasons: readonly unknown[];
  readonly probability: number;
}

/** A review at the API: the facts come before the score, so that they are read before it. */
export interface ReviewView {
  readonly id: string;
  readonly application: string;
  readonly kind: string;
  readonly status: string;
  readonly openedAt: string;
  readonly dueAt: string;
  readonly isOverdue: boolean;
  /** What the customer says. */
  readonly statement: string | null;
  readonly facts: FactsView;
  readonly decided: DecidedView;
  readonly proposer: string | null;
  readonly reviewer: string | null;
  readonly note: string | null;
  readonly closedAt: string | null;
}

export function viewReview(row: ReviewRow, at: Date): ReviewView {
  return {
    id: publicId('rev', row.id),
    application: publicId('app', row.application_id),
    kind: row.kind,
    status: row.status,
    openedAt: row.opened_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    isOverdue: row.closed_at === null && row.due_at < at,
    statement: row.statement,
    facts: viewFacts(row),
    decided: viewDecided(row),
    proposer: row.proposer,
    reviewer: row.reviewer,
    note: row.note,
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

export function viewFacts(row: DecidedRow): FactsView {
  const { inputs, income, affordability } = row.record;
  return {
    account: publicId('acc', row.account_id),
    amount: { value: Number(row.amount_minor), currency: row.currency },
    months: row.months,
    purpose: row.purpose,
    inputs,
    income,
    affordability,
  };
}

export function viewDecided({ outcome, record, probability }: DecidedRow): DecidedView {
  return { outcome, reasons: record.decision.reasons, probability };
}
