import { Exact } from '@paymo/lending';
import { publicId } from '@paymo/platform';
import type { HistoryRow, InstalmentRow, LoanRow, TransferRow } from './loan-statements.js';

interface Money {
  readonly value: number;
  readonly currency: string;
}

/** A loan at the API; amounts in minor units. */
export interface LoanView {
  readonly id: string;
  readonly account: string;
  readonly status: string;
  /** How it ended; null while it runs. */
  readonly ending: string | null;
  readonly principal: Money;
  readonly principalOwed: Money;
  readonly ratePercent: number;
  readonly aprPercent: number;
  readonly agreementHash: string;
  readonly agreementPdfHash: string | null;
  readonly drawnOn: string;
  readonly daysPastDue: number;
  readonly bucket: string;
  readonly collectionsPausedUntil: string | null;
  /** That the customer is vulnerable: what they have missed is left to people. */
  readonly isVulnerable: boolean;
  /** How often the plan was changed, plus 1. */
  readonly plan: number;
  readonly instalments: readonly {
    readonly number: number;
    readonly dueOn: string;
    readonly paymentMinor: number;
    readonly interestMinor: number;
    readonly principalMinor: number;
    readonly paidMinor: number;
  }[];
  readonly updatedAt: string;
}

export function viewLoan(row: LoanRow, instalments: readonly InstalmentRow[]): LoanView {
  const { currency } = row;
  return {
    id: publicId('loan', row.id),
    account: publicId('acc', row.account_id),
    status: row.status,
    ending: row.ending,
    principal: { value: Number(row.principal_minor), currency },
    principalOwed: { value: Number(row.principal_owed_minor), currency },
    ratePercent: percent(row.annual_rate, 4),
    aprPercent: percent(row.apr, 1),
    agreementHash: row.agreement_hash,
    agreementPdfHash: row.agreement_pdf_hash,
    drawnOn: row.drawn_on,
    daysPastDue: row.days_past_due,
    bucket: row.bucket,
    collectionsPausedUntil: row.collections_paused_until,
    isVulnerable: row.is_vulnerable,
    plan: row.plan,
    instalments: instalments.map((each) => ({
      number: each.number,
      dueOn: each.due_on,
      paymentMinor: Number(each.payment_minor),
      interestMinor: Number(each.interest_minor),
      principalMinor: Number(each.principal_minor),
      paidMinor: Number(each.paid_minor),
    })),
    updatedAt: row.updated_at.toISOString(),
  };
}

export interface StatementView {
  readonly loan: LoanView;
  readonly transfers: readonly {
    readonly id: string;
    readonly kind: string;
    readonly status: string;
    readonly amountMinor: number;
    readonly movedMinor: number;
    readonly refusal: string | null;
    readonly on: string;
  }[];
  readonly history: readonly {
    readonly event: string;
    readonly actor: string;
    readonly details: unknown;
    readonly at: string;
  }[];
}

export function viewStatement(
  loan: LoanView,
  transfers: readonly TransferRow[],
  history: readonly HistoryRow[],
): StatementView {
  return {
    loan,
    transfers: transfers.map((each) => ({
      id: publicId('ltr', each.id),
      kind: each.kind,
      status: each.status,
      amountMinor: Number(each.amount_minor),
      movedMinor: Number(each.moved_minor),
      refusal: each.refusal,
      on: each.business_date,
    })),
    history: history.map(({ event, actor, details, at }) => ({
      event,
      actor,
      details,
      at: at.toISOString(),
    })),
  };
}

function percent(rate: string, decimals: number): number {
  return new Exact(rate).times(100).toDecimalPlaces(decimals).toNumber();
}
