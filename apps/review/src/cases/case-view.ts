import type { PaymentDecided, Reason } from '@paymo/contracts';
import { publicId } from '@paymo/platform';
import type { Case, CaseStatus, Lane } from './case.entity.js';

interface Money {
  readonly value: number;
  readonly currency: string;
}

/** A case at the API. */
export interface CaseView {
  readonly id: string;
  readonly paymentId: string;
  readonly status: CaseStatus;
  readonly payer: string;
  readonly payee: string;
  readonly amount: Money;
  readonly type: string;
  readonly score: number | null;
  readonly expectedLoss: Money;
  /** The strongest facts first. */
  readonly reasons: readonly Reason[];
  /** Rules that hit. */
  readonly rules: PaymentDecided['rules'];
  readonly model: string;
  readonly occurredAt: string;
  readonly openedAt: string;
  readonly deadlineAt: string;
  readonly lane: Lane;
  /** Who works on it now. */
  readonly holder: string | null;
  readonly leasedUntil: string | null;
  readonly snoozedUntil: string | null;
  /** Until then its payer may answer a question; past when they did or may no longer, null when nobody asked. */
  readonly waitingUntil: string | null;
  readonly proposedBy: string | null;
  /** The case that it is a part of, whose verdict it gets. */
  readonly mergedInto: string | null;
  readonly tags: readonly string[];
  readonly closedAt: string | null;
  readonly reviewer: string | null;
  readonly note: string | null;
  readonly reason: string | null;
}

export function caseView(found: Case): CaseView {
  const isLeased = found.leasedUntil !== null && found.leasedUntil > new Date();
  return {
    id: publicId('case', found.id),
    paymentId: publicId('pay', found.paymentId),
    status: found.status,
    payer: publicId('acc', found.payerId),
    payee: publicId('acc', found.payeeId),
    amount: { value: Number(found.amountMinor), currency: found.currency },
    type: found.type,
    score: found.score,
    expectedLoss: { value: Number(found.expectedLossMinor), currency: found.currency },
    reasons: found.reasons,
    rules: found.rules,
    model: found.model,
    occurredAt: found.occurredAt.toISOString(),
    openedAt: found.openedAt.toISOString(),
    deadlineAt: found.deadlineAt.toISOString(),
    lane: found.lane,
    holder: isLeased ? found.holder : null,
    leasedUntil: isLeased ? isoOrNull(found.leasedUntil) : null,
    snoozedUntil: isoOrNull(found.snoozedUntil),
    waitingUntil: isoOrNull(found.waitingUntil),
    proposedBy: found.proposedBy,
    mergedInto: found.mergedInto === null ? null : publicId('case', found.mergedInto),
    tags: found.tags,
    closedAt: isoOrNull(found.closedAt),
    reviewer: found.reviewer,
    note: found.note,
    reason: found.reason,
  };
}

function isoOrNull(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
