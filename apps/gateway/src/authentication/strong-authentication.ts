import { sandboxEffectOf } from '@paymo/contracts';
import type { Permit } from '@paymo/ledger';
import { newId, PaymoError, type Transaction } from '@paymo/platform';
import type { Submission } from '../payments/accept-payments.js';
import type { Confirmed } from '../payments/settle-payments.js';
import * as sql from './authentication-statements.js';
import { type Challenge, challengeMsMax } from './challenge.js';
import { type Exempted, type Exemption, exemptionOf, type LowValuePolicy } from './exemptions.js';

export interface AuthenticationPolicy {
  readonly lowValue: LowValuePolicy;
  /** Refuses customers who have never registered a device key; otherwise they pay as if there were none. */
  readonly isAlways: boolean;
}

/** A customer who has registered a device key. */
interface EnrolledPayer {
  readonly hasKey: boolean;
  readonly accountIds: ReadonlySet<string>;
  readonly trustedIds: ReadonlySet<string>;
  readonly exempted: Exempted;
}

/** Locks what is known of the customers who pay or confirm in a batch; most have registered no key. */
export async function lockEnrolled(
  transaction: Pick<Transaction, 'query'>,
  submissions: readonly Submission[],
  confirmingOwners: readonly string[],
): Promise<Map<string, EnrolledPayer>> {
  const initiators = submissions.flatMap(({ initiator }) => initiator ?? []);
  const owners = [...new Set([...initiators, ...confirmingOwners])];
  if (owners.length === 0) return new Map();
  const accountIds = submissions.flatMap(({ request }) => [request.payer, request.payee]);
  const rows = await transaction.query<sql.PayerRow>(sql.lockPayers, [owners, accountIds]);
  return new Map(rows.map((row) => [row.owner, toEnrolled(row)]));
}

function toEnrolled(row: sql.PayerRow): EnrolledPayer {
  return {
    hasKey: row.key_count > 0,
    accountIds: new Set(row.account_ids),
    trustedIds: new Set(row.trusted_ids),
    exempted: { count: row.exempted_count, sumMinor: BigInt(row.exempted_minor) },
  };
}

type Verdict = { readonly exemption: Exemption } | { readonly challenge: Challenge };

/**
 * Judges which payments of a batch their payers have to sign, under the locks of `lockEnrolled`. A confirmation in the
 * same batch counts as later than the payments of it.
 */
export class StrongAuthentication {
  private readonly submissions: ReadonlyMap<string, Submission>;
  private readonly verdicts = new Map<string, Verdict>();
  private readonly refused = new Map<string, PaymoError>();
  private readonly exempted = new Map<string, Exempted>();

  /** @param submissions those that are new, by the ids of their payments */
  constructor(
    private readonly payers: ReadonlyMap<string, EnrolledPayer>,
    submissions: readonly (Submission & { readonly paymentId: string })[],
    private readonly policy: AuthenticationPolicy,
    private readonly now: Date,
  ) {
    this.submissions = new Map(submissions.map((each) => [each.paymentId, each]));
  }

  /** Whether the payment may be made at all; what it then needs is kept by `count`, once all else permits it. */
  readonly admits: Permit = (movement) => {
    const owner = this.submissions.get(movement.id)?.initiator ?? null;
    if (owner === null) return true;
    const payer = this.payers.get(owner);
    const isRefused =
      payer === undefined
        ? this.policy.isAlways
        : !payer.hasKey && this.exemptionOf(owner, payer, movement) === undefined;
    if (isRefused) this.refused.set(movement.id, keyMissing());
    return !isRefused;
  };

  readonly count: Permit = (movement) => {
    const owner = this.submissions.get(movement.id)?.initiator ?? null;
    const payer = owner === null ? undefined : this.payers.get(owner);
    if (owner === null || payer === undefined) return true;
    const exemption = this.exemptionOf(owner, payer, movement);
    const verdict = exemption === undefined ? { challenge: this.newChallenge() } : { exemption };
    this.verdicts.set(movement.id, verdict);
    if (exemption === 'low_value') {
      const { count, sumMinor } = this.exempted.get(owner) ?? payer.exempted;
      this.exempted.set(owner, { count: count + 1, sumMinor: sumMinor + movement.amountMinor });
    }
    return true;
  };

  refusalOf(paymentId: string): PaymoError | undefined {
    return this.refused.get(paymentId);
  }

  /** What the payer has to sign; undefined when the payment goes on without. */
  challengeOf(paymentId: string): Challenge | undefined {
    const verdict = this.verdicts.get(paymentId);
    return verdict !== undefined && 'challenge' in verdict ? verdict.challenge : undefined;
  }

  write(transaction: Transaction, confirmed: readonly Confirmed[]): void {
    this.writeVerdicts(transaction);
    for (const { confirmation } of confirmed) {
      this.exempted.set(confirmation.owner, { count: 0, sumMinor: 0n });
    }
    if (this.exempted.size === 0) return;
    const counters = [...this.exempted.values()];
    transaction.write(sql.countExempted, [
      [...this.exempted.keys()],
      counters.map(({ count }) => count),
      counters.map(({ sumMinor }) => sumMinor),
    ]);
  }

  private writeVerdicts(transaction: Transaction): void {
    if (this.verdicts.size === 0) return;
    const ids = [...this.verdicts.keys()];
    const verdicts = [...this.verdicts.values()];
    const challenges = ids.map((id) => this.challengeOf(id));
    const submissions = ids.map((id) => this.submissions.get(id));
    transaction.write(sql.enterAuthentications, [
      ids,
      submissions.map((each) => each?.initiator),
      verdicts.map((verdict) => ('exemption' in verdict ? verdict.exemption : null)),
      challenges.map((challenge) => challenge?.id ?? null),
      challenges.map((challenge) => challenge?.expiresAt ?? null),
      submissions.map((each) => each?.request.deviceId),
      submissions.map((each) => each?.clientAddress),
    ]);
  }

  private exemptionOf(
    owner: string,
    payer: EnrolledPayer,
    { creditAccountId, amountMinor }: Parameters<Permit>[0],
  ): Exemption | undefined {
    if (sandboxEffectOf(creditAccountId) === 'signed') return undefined;
    const isToOwnAccount = payer.accountIds.has(creditAccountId);
    const isToTrustedPayee = payer.trustedIds.has(creditAccountId);
    const payment = { amountMinor, isToOwnAccount, isToTrustedPayee };
    return exemptionOf(payment, this.exempted.get(owner) ?? payer.exempted, this.policy.lowValue);
  }

  private newChallenge(): Challenge {
    return { id: newId(), expiresAt: new Date(this.now.getTime() + challengeMsMax) };
  }
}

function keyMissing(): PaymoError {
  const detail = 'You have no device key to sign this payment with; register one: POST /v1/device-keys.';
  return new PaymoError('auth.device_key_missing', detail);
}
