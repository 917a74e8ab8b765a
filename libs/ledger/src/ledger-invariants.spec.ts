import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyTransfers } from './apply-transfers.js';
import {
  type Account,
  availableMinor,
  type RecordedTransfer,
  type Transfer,
  type TransferResult,
} from './transfers.js';

/** Keeps what the ledger keeps, and loads for a batch no more than the database is asked for. */
class Store {
  readonly accounts: Map<string, Account>;
  readonly transfers: RecordedTransfer[] = [];

  constructor(accounts: readonly Account[]) {
    this.accounts = new Map(accounts.map((each) => [each.id, each]));
  }

  apply(batch: readonly Transfer[], nowMs: number): readonly TransferResult[] {
    const pendingIds = new Set(batch.flatMap((each) => ('pendingId' in each ? [each.pendingId] : [])));
    const ids = new Set([...batch.map(({ id }) => id), ...pendingIds]);
    const accountIds = new Set([
      ...batch.flatMap((each) =>
        'debitAccountId' in each ? [each.debitAccountId, each.creditAccountId] : [],
      ),
      ...this.transfers.flatMap((each) =>
        pendingIds.has(each.id) ? [each.debitAccountId, each.creditAccountId] : [],
      ),
    ]);
    const change = applyTransfers(
      {
        accounts: new Map([...this.accounts].filter(([id]) => accountIds.has(id))),
        transfers: new Map(this.transfers.filter(({ id }) => ids.has(id)).map((each) => [each.id, each])),
        resolutions: new Map(
          this.transfers.flatMap((each) =>
            each.pendingId !== null && pendingIds.has(each.pendingId) ? [[each.pendingId, each]] : [],
          ),
        ),
      },
      batch,
      nowMs,
    );
    for (const each of change.accounts) this.accounts.set(each.id, each);
    this.transfers.push(...change.transfers);
    return change.results;
  }
}

const account = (id: string, currency: string, mayOverdraw: boolean, isClosed = false): Account => ({
  id,
  currency,
  kind: mayOverdraw ? 'bank' : 'customer',
  mayOverdraw,
  isClosed,
  debitsPending: 0n,
  debitsPosted: 0n,
  creditsPending: 0n,
  creditsPosted: 0n,
});

const opened = [
  account('ann', 'GBP', false),
  account('bob', 'GBP', false),
  account('cyd', 'GBP', false, true),
  account('bank', 'GBP', true),
  account('eve', 'EUR', false),
  account('bank-eur', 'EUR', true),
];
const nowMs = 50;

/** Few accounts, so that transfers meet; banks pay more often, so that customers have something to spend. */
const accountId = fc.constantFrom(
  'ann',
  'bob',
  'ann',
  'bob',
  'bank',
  'bank',
  'cyd',
  'eve',
  'bank-eur',
  'nobody',
);
const amountMinor = fc.bigInt({ min: -1n, max: 40n });
const movement = fc.record({
  kind: fc.constantFrom('direct' as const, 'pending' as const),
  debitAccountId: accountId,
  creditAccountId: accountId,
  amountMinor,
  currency: fc.constantFrom('GBP', 'GBP', 'GBP', 'EUR'),
  timeoutAtMs: fc.option(fc.integer({ min: 0, max: 100 })),
});
const resolution = fc.record({
  kind: fc.constantFrom('post' as const, 'void' as const),
  amountMinor: fc.option(amountMinor),
});

/** A transfer whose ids are still free: `about` picks an earlier one to resolve, to repeat or to take the id of. */
const step = fc.record({
  transfer: fc.oneof({ weight: 2, arbitrary: movement }, { weight: 1, arbitrary: resolution }),
  about: fc.nat(),
  id: fc.constantFrom('fresh', 'fresh', 'fresh', 'fresh', 'reused', 'repeated'),
});

const sequence = fc.array(step, { maxLength: 40, size: 'max' }).map((steps) => {
  const transfers: Transfer[] = [];
  for (const { transfer, about, id: source } of steps) {
    const earlier = transfers[about % Math.max(transfers.length, 1)];
    const reserved = transfers.filter(({ kind }) => kind === 'pending');
    const id = source === 'reused' && earlier !== undefined ? earlier.id : `t${transfers.length}`;
    const pendingId = reserved[about % Math.max(reserved.length, 1)]?.id ?? 'none';
    if (source === 'repeated' && earlier !== undefined) transfers.push(earlier);
    else if ('currency' in transfer) transfers.push({ id, ...transfer });
    else if (transfer.kind === 'void') transfers.push({ id, kind: 'void', pendingId });
    else transfers.push({ id, kind: 'post', pendingId, amountMinor: transfer.amountMinor });
  }
  return transfers;
});

/** Balances by their definition: what every recorded transfer did, whatever the ledger counted. */
function foldOf(transfers: readonly RecordedTransfer[]): Account[] {
  const resolved = new Set(transfers.map(({ pendingId }) => pendingId));
  return opened.map((each) => {
    const sum = (side: 'debitAccountId' | 'creditAccountId', kinds: string[], isOpen = false): bigint =>
      transfers
        .filter(
          (one) => one[side] === each.id && kinds.includes(one.kind) && !(isOpen && resolved.has(one.id)),
        )
        .reduce((total, one) => total + one.amountMinor, 0n);
    return {
      ...each,
      debitsPending: sum('debitAccountId', ['pending'], true),
      debitsPosted: sum('debitAccountId', ['direct', 'post']),
      creditsPending: sum('creditAccountId', ['pending'], true),
      creditsPosted: sum('creditAccountId', ['direct', 'post']),
    };
  });
}

const applied = (transfers: readonly Transfer[]): Store => {
  const store = new Store(opened);
  store.apply(transfers, nowMs);
  return store;
};

describe('after any sequence of transfers', () => {
  test('debits equal credits in each currency, posted and pending', () => {
    fc.assert(
      fc.property(sequence, (transfers) => {
        const accounts = [...applied(transfers).accounts.values()];
        for (const currency of ['GBP', 'EUR']) {
          const sum = (
            field: 'debitsPosted' | 'creditsPosted' | 'debitsPending' | 'creditsPending',
          ): bigint =>
            accounts
              .filter((each) => each.currency === currency)
              .reduce((total, each) => total + each[field], 0n);
          expect(sum('debitsPosted')).toBe(sum('creditsPosted'));
          expect(sum('debitsPending')).toBe(sum('creditsPending'));
        }
      }),
    );
  });

  test('no customer is overdrawn at any step, reservations included, and no balance is negative', () => {
    fc.assert(
      fc.property(sequence, (transfers) => {
        const store = new Store(opened);
        for (const each of transfers) {
          store.apply([each], nowMs);
          for (const one of store.accounts.values()) {
            if (!one.mayOverdraw) expect(availableMinor(one)).toBeGreaterThanOrEqual(0n);
            for (const balance of [
              one.debitsPending,
              one.debitsPosted,
              one.creditsPending,
              one.creditsPosted,
            ]) {
              expect(balance).toBeGreaterThanOrEqual(0n);
            }
          }
        }
      }),
    );
  });

  test('balances equal the fold of the recorded transfers', () => {
    fc.assert(
      fc.property(sequence, (transfers) => {
        const store = applied(transfers);
        expect([...store.accounts.values()]).toEqual(foldOf(store.transfers));
      }),
    );
  });

  test('every pending transfer is resolved once at most, by no more than it reserved', () => {
    fc.assert(
      fc.property(sequence, (transfers) => {
        const { transfers: recorded } = applied(transfers);
        const resolutions = recorded.filter(({ pendingId }) => pendingId !== null);
        expect(new Set(resolutions.map(({ pendingId }) => pendingId)).size).toBe(resolutions.length);
        expect(new Set(recorded.map(({ id }) => id)).size).toBe(recorded.length);
        for (const each of resolutions) {
          const reserved = recorded.find(({ id }) => id === each.pendingId)!;
          expect(reserved.kind).toBe('pending');
          expect(each.amountMinor).toBeLessThanOrEqual(reserved.amountMinor);
        }
      }),
    );
  });

  test('results, balances and records are the same in one batch and in several', () => {
    fc.assert(
      fc.property(sequence, fc.array(fc.integer({ min: 1, max: 10 })), (transfers, sizes) => {
        const whole = new Store(opened);
        const split = new Store(opened);
        const wholeResults = whole.apply(transfers, nowMs);
        const splitResults: TransferResult[] = [];
        const rest = [...transfers];
        for (const size of [...sizes, rest.length])
          splitResults.push(...split.apply(rest.splice(0, size), nowMs));
        expect(splitResults).toEqual(wholeResults);
        expect(split).toEqual(whole);
      }),
    );
  });

  test('a second run of all that was applied changes nothing, at any later time', () => {
    fc.assert(
      fc.property(sequence, fc.nat(1000), (transfers, laterMs) => {
        const store = new Store(opened);
        const results = store.apply(transfers, nowMs);
        const before = structuredClone(store.accounts);
        const taken = transfers.filter((_, index) => results[index]?.outcome === 'applied');
        const again = store.apply(taken, nowMs + laterMs);
        expect(again.every(({ outcome }) => outcome === 'exists')).toBe(true);
        expect(store.accounts).toEqual(before);
        expect(store.transfers).toHaveLength(taken.length);
      }),
    );
  });

  test('every outcome occurs, so that the properties above are not empty', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(sequence, (transfers) => {
        for (const result of new Store(opened).apply(transfers, nowMs)) {
          seen.add(result.outcome === 'refused' ? result.refusal : result.outcome);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
    expect([...seen].sort()).toEqual([
      'account_closed',
      'account_not_found',
      'amount_out_of_range',
      'applied',
      'currency_mismatch',
      'exceeds_pending',
      'exists',
      'id_reused',
      'insufficient_funds',
      'pending_already_posted',
      'pending_already_voided',
      'pending_not_found',
      'pending_timed_out',
      'same_account',
    ]);
  });
});
