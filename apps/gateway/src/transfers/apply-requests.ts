import {
  type LedgerTransferCompleted,
  ledgerTransferCompleted,
  type LedgerTransferRequested,
} from '@paymo/contracts';
import {
  type Account,
  applyInPostgres,
  availableMinor,
  lockLedger,
  openAccounts,
  type TransferResult,
} from '@paymo/ledger';
import type { AnnouncingTransaction, EventBatch } from '@paymo/messaging';
import { bankAccountId } from '../accounts/bank-account-id.js';
import { submitPayouts } from './submit-payouts.js';
import {
  type CompletedRow,
  enterLendingAccounts,
  readCompleted,
  storeCompleted,
} from './transfer-statements.js';

type Request = EventBatch<LedgerTransferRequested>['events'][number];

/** A request with the amount that it may move, as far as that is known before the ledger judges it. */
interface Planned {
  readonly request: Request;
  readonly amountMinor: bigint;
}

/**
 * Applies requests to the ledger. What comes back to the bank is moved and answered at once; what would leave it is
 * reserved and submitted as a payment, which scoring decides and whose end is the answer. A request that comes again
 * moves nothing; one that was answered here is answered the same again.
 */
export async function applyRequests(
  transaction: AnnouncingTransaction,
  requests: readonly Request[],
  now: Date,
): Promise<void> {
  if (requests.length === 0) return;
  const firsts = [
    ...new Map(requests.toReversed().map((each) => [each.data.transferId, each])).values(),
  ].toReversed();
  const ids = firsts.map(({ data }) => data.transferId);
  const currencies = [...new Set(firsts.map(({ data }) => data.amount.currency))];
  const lendingIds = currencies.map((currency) => bankAccountId('lending', currency));
  openAccounts(
    transaction,
    currencies.map((currency) => ({
      id: bankAccountId('lending', currency),
      currency,
      kind: 'lending',
      mayOverdraw: true,
    })),
  );
  transaction.write(enterLendingAccounts, [lendingIds, now]);
  // The locks of the accounts come first: two instances that were sent one request wait here for each other.
  const slice = await lockLedger(transaction, {
    accountIds: [...firsts.map(({ data }) => data.accountId), ...lendingIds],
    transferIds: ids,
  });
  const known = await transaction.query<CompletedRow>(readCompleted, [ids]);
  const answered = new Map(known.map((row) => [row.transfer_id, row]));

  const isNew = ({ data: { transferId } }: Request): boolean =>
    !answered.has(transferId) && !slice.transfers.has(transferId);
  const planned = plan(firsts.filter(isNew), slice.accounts);
  const transfers = planned.map(toTransfer);
  const results = applyInPostgres(transaction, slice, transfers, now.getTime());
  const judged = planned.map((each, index) => ({ ...each, result: results[index] }));
  const payouts = judged.flatMap(({ request, result }) =>
    request.data.direction === 'to-customer' && result?.outcome === 'applied' ? [{ request, result }] : [],
  );
  submitPayouts(transaction, payouts, now);
  const submitted = new Set(payouts.map(({ request }) => request));
  const completions = judged
    .filter(({ request }) => !submitted.has(request))
    .map((each) => completion(each, each.result, now));
  if (completions.length > 0) store(transaction, completions, now);

  const fresh = new Map(completions.map((each) => [each.transferId, each]));
  for (const { data, traceparent } of firsts) {
    const answer = fresh.get(data.transferId) ?? fromRow(answered.get(data.transferId));
    if (answer !== undefined) transaction.announce(ledgerTransferCompleted, answer, traceparent);
  }
}

/** Of several requests on one account each sees what those before it leave. */
function plan(requests: readonly Request[], accounts: ReadonlyMap<string, Account>): Planned[] {
  const left = new Map([...accounts].map(([id, account]) => [id, availableMinor(account)]));
  return requests.map((request) => {
    const { accountId, direction, amount, takesPart } = request.data;
    const available = left.get(accountId) ?? 0n;
    const askedMinor = BigInt(amount.value);
    if (direction === 'to-customer') return { request, amountMinor: askedMinor };
    const isShort = takesPart && available < askedMinor;
    const amountMinor = isShort ? available : askedMinor;
    if (amountMinor <= available) left.set(accountId, available - amountMinor);
    return { request, amountMinor };
  });
}

function toTransfer({ request, amountMinor }: Planned): Parameters<typeof applyInPostgres>[2][number] {
  const { transferId: id, accountId, direction, amount } = request.data;
  const lending = bankAccountId('lending', amount.currency);
  const movement = { id, amountMinor, currency: amount.currency };
  return direction === 'to-customer'
    ? { ...movement, kind: 'pending', debitAccountId: lending, creditAccountId: accountId, timeoutAtMs: null }
    : { ...movement, kind: 'direct', debitAccountId: accountId, creditAccountId: lending };
}

function completion(
  { request, amountMinor }: Planned,
  result: TransferResult | undefined,
  now: Date,
): LedgerTransferCompleted {
  const { transferId, accountId, subjectId, amount } = request.data;
  const isApplied = result?.outcome === 'applied';
  return {
    transferId,
    accountId,
    subjectId,
    outcome: isApplied ? 'applied' : 'refused',
    movedMinor: isApplied ? Number(amountMinor) : 0,
    currency: amount.currency,
    refusal: isApplied ? null : refusalOf(result, amountMinor),
    completedAtMs: now.getTime(),
  };
}

/** An empty account has no part to take: to those who asked that is a lack of money, not a wrong amount. */
function refusalOf(result: TransferResult | undefined, amountMinor: bigint): string {
  if (amountMinor <= 0n) return 'insufficient_funds';
  return result?.outcome === 'refused' ? result.refusal : 'id_reused';
}

function store(
  transaction: AnnouncingTransaction,
  completions: readonly LedgerTransferCompleted[],
  now: Date,
): void {
  transaction.write(storeCompleted, [
    completions.map(({ transferId }) => transferId),
    completions.map(({ accountId }) => accountId),
    completions.map(({ subjectId }) => subjectId),
    completions.map(({ outcome }) => outcome),
    completions.map(({ movedMinor }) => movedMinor),
    completions.map(({ currency }) => currency),
    completions.map(({ refusal }) => refusal),
    now,
  ]);
}

function fromRow(row: CompletedRow | undefined): LedgerTransferCompleted | undefined {
  if (row === undefined) return undefined;
  return {
    transferId: row.transfer_id,
    accountId: row.account_id,
    subjectId: row.subject_id,
    outcome: row.outcome,
    movedMinor: Number(row.moved_minor),
    currency: row.currency,
    refusal: row.refusal,
    completedAtMs: row.completed_at.getTime(),
  };
}
