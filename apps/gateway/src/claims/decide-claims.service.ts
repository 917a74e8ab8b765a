import { Inject, Injectable } from '@nestjs/common';
import { paymentLabelled } from '@paymo/contracts';
import { type AnnouncingTransaction, Outbox } from '@paymo/messaging';
import { type Caller, newId, PaymoError, publicId } from '@paymo/platform';
import { type News, tellCustomers } from '../news/customer-news.js';
import { assertNotOwner, unknownAccount } from '../payments/refusals.js';
import { claimDays, type GatewaySettings, SETTINGS } from '../settings.js';
import {
  claimDueAt,
  claimDueWhileStopped,
  daysStopped,
  reimbursementMinor,
  type Rejection,
  rejections,
} from './claim.js';
import * as sql from './claim-statements.js';
import { unknownClaim } from './claims.service.js';
import { isSeconded } from './second-person.js';
import { payReimbursement } from './pay-reimbursement.js';

/** What an analyst decides about a claim. */
export type ClaimDecision =
  | {
      readonly outcome: 'reimburse';
      readonly excess: boolean;
      readonly isVulnerable: boolean;
      /** Another account of the payer's owner that the money comes to; null for the payer's. */
      readonly account: string | null;
    }
  | { readonly outcome: 'reject'; readonly reason: Rejection };

interface Deciding {
  readonly claim: sql.ClaimRow;
  readonly caller: Caller;
  readonly now: Date;
  readonly traceparent: string;
}

/** What the staff does with claims: each step is one transaction under the lock of the claim. */
@Injectable()
export class DecideClaimsService {
  constructor(
    private readonly outbox: Outbox,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  /** Stops the clock until something comes that is waited for. */
  stop(caller: Caller, id: string, reason: string): Promise<sql.ClaimRow> {
    return this.withClaim(caller, id, (transaction, claim, now) => {
      if (claim.status === 'waiting') throw wrongClock('stands still already');
      const dueAt = claimDueWhileStopped(claim.opened_at, claimDays(this.settings));
      transaction.write(sql.stopClock, [id, now, reason, dueAt]);
      tellCustomers(transaction, [newsOf(claim, 'clock_stopped', 'waiting')], now);
      return Promise.resolve();
    });
  }

  /** Lets the clock run on from where it stood. */
  start(caller: Caller, id: string): Promise<sql.ClaimRow> {
    return this.withClaim(caller, id, (transaction, claim, now) => {
      if (claim.stopped_at === null) throw wrongClock('runs');
      const days = claimDays(this.settings);
      const stoppedDays = claim.stopped_days + daysStopped(claim.stopped_at, now, days);
      transaction.write(sql.startClock, [id, stoppedDays, claimDueAt(claim.opened_at, stoppedDays, days)]);
      tellCustomers(transaction, [newsOf(claim, 'clock_started', 'open')], now);
      return Promise.resolve();
    });
  }

  /**
   * Decides a claim: the money moves, the claimant is told and the truth becomes a label, or nothing of it.
   *
   * @throws PaymoError when it was decided before, or the decision is not one that the policy allows
   */
  decide(caller: Caller, id: string, decision: ClaimDecision, traceparent: string): Promise<sql.ClaimRow> {
    return this.withClaim(caller, id, async (transaction, claim, now) => {
      const deciding = { claim, caller, now, traceparent };
      const isReimbursed = decision.outcome === 'reimburse';
      if (isReimbursed) {
        if (!(await this.reimburse(transaction, deciding, decision))) return;
      } else transaction.write(sql.rejectClaim, [claim.id, now, caller.subject, decision.reason]);
      const status = isReimbursed ? 'reimbursed' : 'rejected';
      tellCustomers(transaction, [newsOf(claim, status, status)], now);
      const label = {
        paymentId: claim.payment_id,
        payerId: claim.payer_id,
        isFraud: isReimbursed || rejections[decision.reason].isFraud,
        source: 'claim' as const,
        knownAtMs: now.getTime(),
      };
      transaction.announce(paymentLabelled, label, traceparent);
    });
  }

  /** @returns whether it was paid; a large one is proposed first */
  private async reimburse(
    transaction: AnnouncingTransaction,
    { claim, caller, now, traceparent }: Deciding,
    decision: Extract<ClaimDecision, { outcome: 'reimburse' }>,
  ): Promise<boolean> {
    const { excess, isVulnerable, account } = decision;
    const wasVulnerable = claim.is_vulnerable || isVulnerable;
    if (excess && wasVulnerable) {
      throw new PaymoError('claim.excess_refused', 'The claimant is vulnerable: nothing is taken off.');
    }
    const excessMinor = excess ? BigInt(this.settings.CLAIM_EXCESS_MINOR) : 0n;
    const [paid] = await transaction.query<sql.ClaimedPaymentRow>(sql.readClaimed, [claim.payment_id]);
    if (paid === undefined) throw new Error('a claim is about a payment');
    if (paid.is_refund_under_way) {
      throw new PaymoError(
        'conflict.refund_under_way',
        'It is not known yet whether a refund brings money back.',
      );
    }
    const amountMinor = reimbursementMinor({
      paidMinor: BigInt(paid.amount_minor),
      returnedMinor: BigInt(paid.returned_minor),
      excessMinor,
      capMinor: BigInt(this.settings.CLAIM_MINOR_MAX),
    });
    if (amountMinor === 0n) {
      const detail = `Of ${paid.amount_minor} minor units ${paid.returned_minor} were given back, and ${excessMinor} would be taken off.`;
      throw new PaymoError('claim.nothing_to_reimburse', detail);
    }
    if (amountMinor > BigInt(this.settings.CLAIM_FOUR_EYES_MINOR)) {
      const seconded = await isSeconded(transaction, claim.id, decision, { subject: caller.subject, now });
      if (!seconded) return false;
    }
    const paymentId = newId();
    const { currency } = claim;
    const payeeId = await recipient(transaction, claim, account);
    const order = { paymentId, claimId: claim.id, payeeId, amountMinor, currency };
    await payReimbursement(transaction, { ...order, actor: caller.subject, now, traceparent });
    const values = [claim.id, now, caller.subject, wasVulnerable, paymentId, amountMinor, excessMinor];
    transaction.write(sql.reimburseClaim, values);
    return true;
  }

  private withClaim(
    caller: Caller,
    id: string,
    act: (transaction: AnnouncingTransaction, claim: sql.ClaimRow, now: Date) => Promise<void>,
  ): Promise<sql.ClaimRow> {
    return this.outbox.transaction(async (transaction) => {
      const [claim] = await transaction.query<sql.LockedClaimRow>(sql.lockClaim, [id]);
      if (claim === undefined) throw unknownClaim(id);
      if (claim.decided_at !== null) {
        throw new PaymoError('conflict.claim_closed', `${publicId('clm', id)} is ${claim.status}.`);
      }
      if (claim.claimant === caller.subject) {
        throw new PaymoError('conflict.own_work', 'The claim is your own; a colleague works on it.');
      }
      assertNotOwner(caller.subject, claim.owners);
      await act(transaction, claim, new Date());
      const [row] = await transaction.query<sql.ClaimRow>(sql.readClaim, [id]);
      return row ?? claim;
    });
  }
}

async function recipient(
  transaction: AnnouncingTransaction,
  { payer_id }: sql.ClaimRow,
  account: string | null,
): Promise<string> {
  if (account === null) return payer_id;
  const rows = await transaction.query(sql.readSameOwner, [payer_id, account]);
  if (rows.length === 0) throw unknownAccount('account', account);
  return account;
}

function newsOf(
  claim: sql.ClaimRow,
  change: Extract<News, { kind: 'claim' }>['change'],
  status: string,
): News {
  return { kind: 'claim', subjectId: claim.id, accountId: claim.payer_id, change, status };
}

function wrongClock(what: string): PaymoError {
  return new PaymoError('conflict.claim_clock', `The clock of the claim ${what}.`);
}
