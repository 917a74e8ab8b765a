import type { Shop } from './market.js';
import type { Account } from './payment.js';

interface Salary {
  readonly employer: Account;
  readonly amountMinor: number;
  /** Paid each week on this weekday, or each month on this day. */
  readonly weekday: number | null;
  readonly dayOfMonth: number;
}

export interface MonthlyBill {
  readonly payee: Account;
  readonly amountMinor: number;
  readonly dayOfMonth: number;
  /** Run by the bank (standing order, direct debit) and not sent by hand. */
  readonly isAutomatic: boolean;
}

/** A person with an account: fixed habits, and the few things that change. */
export interface Customer {
  readonly account: Account;
  /** The day on which the account was opened; below 0 for those of before. */
  readonly openedDay: number;
  salary: Salary | null;
  rent: MonthlyBill;
  readonly bills: readonly MonthlyBill[];
  /** Shops of the part of the town where this person lives, the busiest first. */
  readonly nearby: readonly Shop[];
  /** Favourite shops, the dearest to them first. */
  readonly favourites: readonly Shop[];
  readonly purchasesPerDay: number;
  /** How much more than others this person spends on one purchase. */
  readonly spending: number;
  /** How many more purchases a day of the weekend sees. */
  readonly weekendFactor: number;
  /** How many hours later than others the day begins. */
  readonly hoursLater: number;
  readonly contacts: Customer[];
  readonly transfersPerDay: number;
  /** Own account at another bank. */
  readonly savings: Account;
  readonly savedShare: number;
  readonly isGamer: boolean;
  /** The one in use first. */
  devices: string[];
  homeIp: string;
  readonly mobileIp: string;
  travel: { readonly ip: string; readonly untilDay: number } | null;
  /** The account is no longer used. */
  isGone: boolean;
}
