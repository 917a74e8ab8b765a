import { describe, expect, test } from '@jest/globals';
import { applyTransfers, type LedgerSlice } from './apply-transfers.js';
import type { Account, RecordedTransfer, Transfer, TransferResult } from './transfers.js';

const nowMs = 1_000_000;

const account = (id: string, fields: Partial<Account> = {}): Account => ({
  id,
  currency: 'GBP',
  kind: 'customer',
  mayOverdraw: false,
  isClosed: false,
  debitsPending: 0n,
  debitsPosted: 0n,
  creditsPending: 0n,
  creditsPosted: 0n,
  ...fields,
});

const direct = (id: string, fields: Partial<Transfer> = {}): Transfer =>
  ({
    id,
    kind: 'direct',
    debitAccountId: 'ann',
    creditAccountId: 'bob',
    amountMinor: 10n,
    currency: 'GBP',
    ...fields,
  }) as Transfer;

const pending = (id: string, fields: Partial<Transfer> = {}): Transfer =>
  direct(id, { kind: 'pending', timeoutAtMs: null, ...fields } as Partial<Transfer>);

const post = (id: string, pendingId: string, amountMinor: bigint | null = null): Transfer => ({
  kind: 'post',
  id,
  pendingId,
  amountMinor,
});

const voidOf = (id: string, pendingId: string): Transfer => ({ kind: 'void', id, pendingId });

/** Ann has 100, Bob nothing, the bank may overdraw, Eve holds euros, Cyd is closed. */
const sliceOf = (transfers: readonly RecordedTransfer[] = []): LedgerSlice => ({
  accounts: new Map(
    [
      account('ann', { creditsPosted: 100n }),
      account('bob'),
      account('bank', { mayOverdraw: true }),
      account('eve', { currency: 'EUR', creditsPosted: 100n }),
      account('cyd', { isClosed: true, creditsPosted: 100n }),
    ].map((each) => [each.id, each]),
  ),
  transfers: new Map(transfers.map((each) => [each.id, each])),
  resolutions: new Map(
    transfers.flatMap((each) => (each.pendingId === null ? [] : [[each.pendingId, each]])),
  ),
});

const run = (...transfers: Transfer[]) => applyTransfers(sliceOf(), transfers, nowMs);

const outcomes = (results: readonly TransferResult[]): string[] =>
  results.map((result) => (result.outcome === 'refused' ? result.refusal : result.outcome));

const balances = (accounts: readonly Account[], id: string) => {
  const { debitsPending, debitsPosted, creditsPending, creditsPosted } = accounts.find(
    (each) => each.id === id,
  )!;
  return { debitsPending, debitsPosted, creditsPending, creditsPosted };
};

describe('a transfer that moves or reserves', () => {
  const amountMinorMax = 2n ** 62n;

  test.each<[string, Partial<Transfer>, string, string | undefined]>([
    ['takes all that there is', { amountMinor: 100n }, 'applied', undefined],
    ['takes nothing beyond it', { amountMinor: 101n }, 'insufficient_funds', 'ann'],
    ['moves one minor unit', { amountMinor: 1n }, 'applied', undefined],
    ['does not move nothing', { amountMinor: 0n }, 'amount_out_of_range', undefined],
    ['does not move a negative amount', { amountMinor: -1n }, 'amount_out_of_range', undefined],
    [
      'takes the largest amount',
      { debitAccountId: 'bank', amountMinor: amountMinorMax },
      'applied',
      undefined,
    ],
    [
      'takes no larger amount',
      { debitAccountId: 'bank', amountMinor: amountMinorMax + 1n },
      'amount_out_of_range',
      undefined,
    ],
    ['needs two accounts', { creditAccountId: 'ann' }, 'same_account', 'ann'],
    ['needs a payer that exists', { debitAccountId: 'zoe' }, 'account_not_found', 'zoe'],
    ['needs a payee that exists', { creditAccountId: 'zoe' }, 'account_not_found', 'zoe'],
    ['needs an open payer', { debitAccountId: 'cyd' }, 'account_closed', 'cyd'],
    ['needs an open payee', { creditAccountId: 'cyd' }, 'account_closed', 'cyd'],
    ['needs a payer of its currency', { debitAccountId: 'eve' }, 'currency_mismatch', 'eve'],
    ['needs a payee of its currency', { creditAccountId: 'eve' }, 'currency_mismatch', 'eve'],
    ['has a currency that its accounts hold', { currency: 'EUR' }, 'currency_mismatch', 'ann'],
  ])('%s', (_fact, fields, outcome, accountId) => {
    for (const transfer of [direct('t1', fields), pending('t1', fields)]) {
      const { results, accounts, transfers } = run(transfer);
      expect(outcomes(results)).toEqual([outcome]);
      if (outcome === 'applied') expect(transfers).toHaveLength(1);
      else {
        expect(results[0]).toEqual({
          outcome: 'refused',
          refusal: outcome,
          ...(accountId === undefined ? {} : { accountId }),
        });
        expect({ accounts, transfers }).toEqual({ accounts: [], transfers: [] });
      }
    }
  });

  test('moves money at once when it is direct, and tells both sides as they were before', () => {
    const { results, accounts, transfers } = run(direct('t1'));
    expect(balances(accounts, 'ann')).toMatchObject({ debitsPosted: 10n, debitsPending: 0n });
    expect(balances(accounts, 'bob')).toMatchObject({ creditsPosted: 10n, creditsPending: 0n });
    const recorded = { ...direct('t1'), pendingId: null, timeoutAtMs: null };
    expect(transfers).toEqual([recorded]);
    expect(results[0]).toEqual({
      outcome: 'applied',
      transfer: recorded,
      debit: account('ann', { creditsPosted: 100n }),
      credit: account('bob'),
    });
  });

  test('reserves when it is pending: the payer cannot spend it, the payee not yet', () => {
    const { results, accounts } = run(
      pending('p1', { amountMinor: 100n }),
      direct('t1', { amountMinor: 1n }),
      direct('t2', { debitAccountId: 'bob', creditAccountId: 'ann', amountMinor: 1n }),
    );
    expect(outcomes(results)).toEqual(['applied', 'insufficient_funds', 'insufficient_funds']);
    expect(balances(accounts, 'ann')).toMatchObject({ debitsPending: 100n, debitsPosted: 0n });
    expect(balances(accounts, 'bob')).toMatchObject({ creditsPending: 100n, creditsPosted: 0n });
  });

  test('spends what an earlier transfer of the batch brought', () => {
    const { results } = run(
      direct('t1', { amountMinor: 10n }),
      direct('t2', { debitAccountId: 'bob', creditAccountId: 'ann', amountMinor: 10n }),
      direct('t3', { debitAccountId: 'bob', creditAccountId: 'ann', amountMinor: 1n }),
    );
    expect(outcomes(results)).toEqual(['applied', 'applied', 'insufficient_funds']);
  });
});

describe('a pending transfer', () => {
  test('is posted in full when no amount is given', () => {
    const { accounts, transfers } = run(pending('p1'), post('r1', 'p1'));
    expect(balances(accounts, 'ann')).toMatchObject({ debitsPending: 0n, debitsPosted: 10n });
    expect(balances(accounts, 'bob')).toMatchObject({ creditsPending: 0n, creditsPosted: 10n });
    expect(transfers[1]).toMatchObject({ id: 'r1', kind: 'post', pendingId: 'p1', amountMinor: 10n });
  });

  test('is posted in part and the rest is freed', () => {
    const { accounts, transfers } = run(pending('p1'), post('r1', 'p1', 4n));
    expect(balances(accounts, 'ann')).toMatchObject({ debitsPending: 0n, debitsPosted: 4n });
    expect(balances(accounts, 'bob')).toMatchObject({ creditsPending: 0n, creditsPosted: 4n });
    expect(transfers[1]).toMatchObject({ amountMinor: 4n });
  });

  test('is voided and all is freed', () => {
    const { accounts } = run(pending('p1'), voidOf('r1', 'p1'));
    const nothing = { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n };
    expect(balances(accounts, 'ann')).toEqual({ ...nothing, creditsPosted: 100n });
    expect(balances(accounts, 'bob')).toEqual({ ...nothing, creditsPosted: 0n });
  });

  test.each<[string, bigint, string]>([
    ['all of it', 10n, 'applied'],
    ['more than it', 11n, 'exceeds_pending'],
    ['one minor unit of it', 1n, 'applied'],
    ['nothing of it', 0n, 'amount_out_of_range'],
    ['a negative amount', -1n, 'amount_out_of_range'],
  ])('is asked to post %s', (_amount, amountMinor, outcome) => {
    expect(outcomes(run(pending('p1'), post('r1', 'p1', amountMinor)).results)).toEqual(['applied', outcome]);
  });

  test.each<[string, (id: string) => Transfer, string]>([
    ['posted', (id) => post(id, 'p1'), 'pending_already_posted'],
    ['posted in part', (id) => post(id, 'p1', 4n), 'pending_already_posted'],
    ['voided', (id) => voidOf(id, 'p1'), 'pending_already_voided'],
  ])('that was %s is not resolved again', (_how, resolve, refusal) => {
    const { results } = run(pending('p1'), resolve('r1'), post('r2', 'p1'), voidOf('r3', 'p1'));
    expect(outcomes(results)).toEqual(['applied', 'applied', refusal, refusal]);
  });

  test.each<[string, number, Transfer, string]>([
    ['posted just before its timeout', nowMs + 1, post('r1', 'p1'), 'applied'],
    ['not posted from its timeout on', nowMs, post('r1', 'p1'), 'pending_timed_out'],
    ['not posted after its timeout', nowMs - 1, post('r1', 'p1'), 'pending_timed_out'],
    ['voided after its timeout', nowMs - 1, voidOf('r1', 'p1'), 'applied'],
  ])('is %s', (_fact, timeoutAtMs, resolution, outcome) => {
    const { results } = run(pending('p1', { timeoutAtMs }), resolution);
    expect(outcomes(results)).toEqual(['applied', outcome]);
  });

  test.each<[string, Transfer[]]>([
    ['is unknown', []],
    ['was refused', [pending('p1', { amountMinor: 101n })]],
    ['moved at once', [direct('p1')]],
    ['is itself a resolution', [pending('p0'), post('p1', 'p0')]],
  ])('cannot be resolved when it %s', (_fact, before) => {
    const { results } = run(...before, post('r1', 'p1'), voidOf('r2', 'p1'));
    expect(outcomes(results).slice(before.length)).toEqual(['pending_not_found', 'pending_not_found']);
  });

  test('is resolved although an account was closed since', () => {
    const before = run(pending('p1'));
    const closed = before.accounts.map((each) => ({ ...each, isClosed: true }));
    for (const resolution of [post('r1', 'p1'), voidOf('r1', 'p1')]) {
      const slice = {
        accounts: new Map(closed.map((each) => [each.id, each])),
        transfers: new Map(before.transfers.map((each) => [each.id, each])),
        resolutions: new Map<string, RecordedTransfer>(),
      };
      expect(outcomes(applyTransfers(slice, [resolution], nowMs).results)).toEqual(['applied']);
    }
  });
});

describe('an id that was used before', () => {
  test.each<[string, Transfer[], Transfer, string]>([
    ['names the same direct transfer', [direct('t1')], direct('t1'), 'exists'],
    ['names the same pending transfer', [pending('t1')], pending('t1'), 'exists'],
    ['names another kind', [direct('t1')], pending('t1'), 'id_reused'],
    ['names another amount', [direct('t1')], direct('t1', { amountMinor: 11n }), 'id_reused'],
    ['names another payer', [direct('t1')], direct('t1', { debitAccountId: 'bank' }), 'id_reused'],
    ['names another payee', [direct('t1')], direct('t1', { creditAccountId: 'bank' }), 'id_reused'],
    ['names another currency', [direct('t1')], direct('t1', { currency: 'EUR' }), 'id_reused'],
    ['names the same full post', [pending('p1'), post('r1', 'p1')], post('r1', 'p1'), 'exists'],
    ['spells the full amount out', [pending('p1'), post('r1', 'p1')], post('r1', 'p1', 10n), 'exists'],
    ['names the same partial post', [pending('p1'), post('r1', 'p1', 4n)], post('r1', 'p1', 4n), 'exists'],
    ['asks for another part', [pending('p1'), post('r1', 'p1', 4n)], post('r1', 'p1', 5n), 'id_reused'],
    ['asks for all after a part', [pending('p1'), post('r1', 'p1', 4n)], post('r1', 'p1'), 'id_reused'],
    ['names the same void', [pending('p1'), voidOf('r1', 'p1')], voidOf('r1', 'p1'), 'exists'],
    ['voids what it posted', [pending('p1'), post('r1', 'p1')], voidOf('r1', 'p1'), 'id_reused'],
    [
      'resolves another pending transfer',
      [pending('p1'), pending('p2'), voidOf('r1', 'p1')],
      voidOf('r1', 'p2'),
      'id_reused',
    ],
    ['names its own pending transfer', [pending('p1')], post('p1', 'p1'), 'id_reused'],
  ])('%s', (_fact, before, again, outcome) => {
    const sameBatch = run(...before, again);
    expect(outcomes(sameBatch.results).at(-1)).toBe(outcome);
    expect(sameBatch.transfers).toHaveLength(before.length);

    const later = applyTransfers(sliceOf(run(...before).transfers), [again], nowMs);
    expect(outcomes(later.results)).toEqual([outcome]);
    expect({ accounts: later.accounts, transfers: later.transfers }).toEqual({ accounts: [], transfers: [] });
  });

  test('is free again when its transfer was refused', () => {
    const { results } = run(
      direct('t1', { amountMinor: 101n }),
      direct('t2', { debitAccountId: 'bank', creditAccountId: 'ann', amountMinor: 1n }),
      direct('t1', { amountMinor: 101n }),
    );
    expect(outcomes(results)).toEqual(['insufficient_funds', 'applied', 'applied']);
  });
});

describe('a permit', () => {
  test('is asked for what the ledger would apply alone, and what it refuses is not moved', () => {
    const asked: string[] = [];
    const { results, accounts } = applyTransfers(
      sliceOf(),
      [
        pending('too much', { amountMinor: 101n }),
        pending('first', { amountMinor: 60n }),
        pending('second', { amountMinor: 40n }),
        post('paid', 'first'),
      ],
      nowMs,
      ({ id }) => {
        asked.push(id);
        return id !== 'second';
      },
    );
    expect(asked).toEqual(['first', 'second']);
    expect(results[2]).toEqual({ outcome: 'refused', refusal: 'not_permitted', accountId: 'ann' });
    expect(accounts.find(({ id }) => id === 'ann')).toMatchObject({ debitsPosted: 60n, debitsPending: 0n });
  });
});
