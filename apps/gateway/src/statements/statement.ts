import { type Entry, signedMinor } from './entry.js';

export interface StatementPeriod {
  /** First and last day, YYYY-MM-DD in UTC, both included. */
  readonly from: string;
  readonly to: string;
}

/** What an account had, what moved, and what it had then; balances are posted money in minor units. */
export interface AccountStatement extends StatementPeriod {
  readonly accountId: string;
  readonly accountName: string;
  readonly currency: string;
  readonly openingMinor: bigint;
  readonly closingMinor: bigint;
  /** The oldest first, each with the balance after it. */
  readonly lines: readonly { readonly entry: Entry; readonly balanceMinor: bigint }[];
}

/** Adds entries up from the opening balance. */
export function statementOf(
  account: Omit<AccountStatement, 'closingMinor' | 'lines'>,
  entries: readonly Entry[],
): AccountStatement {
  let balanceMinor = account.openingMinor;
  const lines = entries.map((entry) => {
    balanceMinor += signedMinor(entry);
    return { entry, balanceMinor };
  });
  return { ...account, closingMinor: balanceMinor, lines };
}

/** An amount in the currency's main unit, as people write it: `-12.50`. */
export function inMainUnits(minor: bigint, currency: string): string {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits;
  const decimals = digits ?? 2;
  const text = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0');
  const whole = text.slice(0, text.length - decimals);
  const sign = minor < 0n ? '-' : '';
  return decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-decimals)}`;
}
