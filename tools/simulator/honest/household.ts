import { bankMoment, type Day, wakingMoment } from '../calendar.js';
import type { Customer, MonthlyBill } from '../customer.js';
import { roundSum } from '../money.js';
import { byHand, type HonestDay } from './honest-day.js';

/** What comes in and goes out by the calendar: salary, savings, rent and bills. */
export function planHousehold(honest: HonestDay, customer: Customer): void {
  const { day, priceFactor } = honest;
  planSalary(honest, customer);
  if (customer.rent.dayOfMonth === day.dayOfMonth) planBill(honest, customer, customer.rent, 1);
  for (const bill of customer.bills)
    if (bill.dayOfMonth === day.dayOfMonth) planBill(honest, customer, bill, priceFactor);
}

function planSalary(honest: HonestDay, customer: Customer): void {
  const { random, day, plan } = honest;
  const { salary, account } = customer;
  if (salary === null || !isPayDay(salary, day)) return;
  const atMs = bankMoment(random, day.startMs);
  plan({
    atMs,
    payer: salary.employer,
    payee: account,
    type: 'cash_in',
    amountMinor: Math.round(salary.amountMinor * random.between(0.97, 1.06)),
    origin: null,
    fraud: null,
  });
  const savedMinor = roundSum(salary.amountMinor * customer.savedShare);
  if (customer.savedShare > 0)
    byHand(honest, customer, { payee: customer.savings, type: 'transfer' }, savedMinor, atMs + 3_600_000);
}

function isPayDay({ weekday, dayOfMonth }: NonNullable<Customer['salary']>, day: Day): boolean {
  return weekday === null ? dayOfMonth === day.dayOfMonth : weekday === day.weekday;
}

function planBill(honest: HonestDay, customer: Customer, bill: MonthlyBill, priceFactor: number): void {
  const { random, day, plan } = honest;
  const amountMinor = Math.round(bill.amountMinor * priceFactor);
  if (!bill.isAutomatic) {
    const atMs = wakingMoment(random, day.startMs, customer.hoursLater);
    byHand(honest, customer, { payee: bill.payee, type: 'transfer' }, amountMinor, atMs);
    return;
  }
  plan({
    atMs: bankMoment(random, day.startMs),
    payer: customer.account,
    payee: bill.payee,
    type: 'debit',
    amountMinor,
    origin: null,
    fraud: null,
  });
}
