import type { PaymentType } from '@paymo/features';
import type { Day } from '../calendar.js';
import type { Customer } from '../customer.js';
import type { Account, Intent, Origin } from '../payment.js';
import type { Bank } from '../population.js';
import type { Random } from '../random.js';

/** What honest people's plans of one day are made with. */
export interface HonestDay {
  readonly random: Random;
  readonly bank: Bank;
  readonly day: Day;
  /** What a purchase or bill costs against the first day. */
  readonly priceFactor: number;
  readonly plan: (intent: Intent) => void;
}

/** The device in use, seldom the other one, at home, on the way or abroad. */
export function originOf(random: Random, customer: Customer): Origin {
  const [first = '', second] = customer.devices;
  const device = second !== undefined && random.chance(0.2) ? second : first;
  if (customer.travel !== null) return { device, ip: customer.travel.ip };
  return { device, ip: random.chance(0.6) ? customer.homeIp : customer.mobileIp };
}

/** An honest payment by hand. */
export function byHand(
  { random, plan }: HonestDay,
  customer: Customer,
  to: { payee: Account; type: PaymentType },
  amountMinor: Intent['amountMinor'],
  atMs: number,
): void {
  plan({
    atMs,
    payer: customer.account,
    payee: to.payee,
    type: to.type,
    amountMinor,
    origin: originOf(random, customer),
    fraud: null,
  });
}
