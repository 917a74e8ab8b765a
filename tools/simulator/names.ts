import type { Account } from './payment.js';
import type { Random } from './random.js';

/**
 * Kinds of accounts by the first letter of their names. Customers' accounts (C) are numbered as they are opened,
 * whoever opens them; all others are not the bank's own: M shops and companies, E employers, A cash machines,
 * B the bank's lending desk, X people and companies at other banks.
 */
type Kind = 'C' | 'M' | 'E' | 'A' | 'B' | 'X';

export class AccountNames {
  private readonly counts: Record<Kind, number> = { C: 0, M: 0, E: 0, A: 0, B: 0, X: 0 };

  customer(balanceMinor: number): Account {
    return { name: this.next('C'), balanceMinor };
  }

  /** An account that is settled elsewhere. */
  outside(kind: Exclude<Kind, 'C'>): Account {
    return { name: this.next(kind), balanceMinor: null };
  }

  private next(kind: Kind): string {
    this.counts[kind] += 1;
    return `${kind}${String(this.counts[kind]).padStart(7, '0')}`;
  }
}

export function newDevice(random: Random): string {
  return `d${hex(random)}${hex(random)}`;
}

export function newIp(random: Random): string {
  return `${random.whole(11, 223)}.${random.whole(0, 255)}.${random.whole(0, 255)}.${random.whole(1, 254)}`;
}

function hex(random: Random): string {
  return random.bits().toString(16).padStart(8, '0');
}
