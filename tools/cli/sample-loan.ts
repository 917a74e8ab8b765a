import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { GatewayClient } from '../replay/gateway-client.js';
import type { StackState } from '../stack/stack-state.js';
import { tokensOf } from './home.js';
import { formatMoney } from './summary-table.js';

const currency = 'GBP';
const customer = 'ada';
const amountMinor = 60_000;
const repaidMinor = 15_000;
const salaryMinor = 200_000;
const rentMinor = 40_000;
const monthsOfIncome = 3;
const waitMsMax = 30_000;
const pollMs = 50;

const applicationSchema = z.object({
  outcome: z.string(),
  offer: z.object({ id: z.string(), agreementHash: z.string(), aprPercent: z.number() }).nullable(),
});
const loanSchema = z.object({
  id: z.string(),
  status: z.string(),
  instalments: z.array(z.object({ paidMinor: z.number() })),
  principalOwed: z.object({ value: z.number() }),
});
type Loan = z.infer<typeof loanSchema>;

/** What became of the loan that the sample day ends with; money in minor units. */
export interface SampleLoan {
  readonly outcome: string;
  readonly status: string;
  readonly amountMinor: number;
  readonly aprPercent: number | null;
  readonly repaidMinor: number;
  readonly owedMinor: number;
}

/** A customer with three months of income asks for a loan, signs it, has it paid out and pays a part of it back. */
export async function borrowAndRepay(state: StackState): Promise<SampleLoan> {
  const account = await openWithIncome(state);
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${state.loans}/v1/${path}`, {
      headers: {
        authorization: `Bearer ${tokensOf(state).for(customer)}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`lending answered ${response.status} ${await response.text()}`);
    return response.json();
  };
  const request = applicationOf(account);
  await until('lending knows the income', async () => {
    const known = z.object({ outcome: z.string() }).parse(await ask('loan-eligibility', request));
    return known.outcome === 'approve';
  });
  const { outcome, offer } = applicationSchema.parse(await ask('loan-applications', request));
  if (offer === null)
    return { outcome, status: 'none', amountMinor: 0, aprPercent: null, repaidMinor: 0, owedMinor: 0 };

  const { agreementHash, aprPercent } = offer;
  const signed = loanSchema.parse(await ask(`loan-offers/${offer.id}/acceptance`, { agreementHash }));
  const read = async (): Promise<Loan> => loanSchema.parse(await ask(`loans/${signed.id}`));
  await until('the loan is paid out', async () => (await read()).status === 'active');
  const repayment = { kind: 'repayment', amount: { value: repaidMinor, currency } };
  await ask(`loans/${signed.id}/repayments`, repayment);
  await until('the repayment has arrived', async () => paidOf(await read()) === repaidMinor);
  const loan = await read();
  return {
    outcome,
    status: loan.status,
    amountMinor,
    aprPercent,
    repaidMinor: paidOf(loan),
    owedMinor: loan.principalOwed.value,
  };
}

function paidOf({ instalments }: Loan): number {
  return instalments.reduce((sum, { paidMinor }) => sum + paidMinor, 0);
}

function applicationOf(account: string): object {
  return {
    account,
    amount: { value: amountMinor, currency },
    months: 6,
    purpose: 'furniture',
    employmentYears: '4_to_7',
    savings: '500_to_1000',
    otherPlans: 'none',
    birthDate: '1990-02-03',
  };
}

/** An account with salary and rent in each of the last complete months. */
async function openWithIncome(state: StackState): Promise<string> {
  const client = new GatewayClient(state.gateway, () => tokensOf(state).service('sample'));
  const open = (name: string, kind: string, owner: string | null): Promise<string> =>
    client.openAccount({ name, kind, currency, openingDeposit: 0, owner });
  try {
    const employer = await open('Employer', 'merchant', null);
    const landlord = await open('Landlord', 'merchant', null);
    const account = await open('Ada', 'customer', customer);
    for (let monthsAgo = monthsOfIncome; monthsAgo > 0; monthsAgo -= 1) {
      const now = new Date();
      const day = (date: number): Date =>
        new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo, date, 9));
      await pay(client, { payer: employer, payee: account, amountMinor: salaryMinor, eventTime: day(1) });
      await pay(client, { payer: account, payee: landlord, amountMinor: rentMinor, eventTime: day(3) });
    }
    return account;
  } finally {
    await client.close();
  }
}

async function pay(
  client: GatewayClient,
  order: { payer: string; payee: string; amountMinor: number; eventTime: Date },
): Promise<void> {
  const rest = { currency, type: 'payment', deviceId: null, ipAddress: null };
  const { id, status } = await client.pay({ ...order, ...rest, idempotencyKey: randomUUID() });
  if (status !== 'settled') throw new Error(`${id}, a part of the sample loan's income, is ${status}`);
}

async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + waitMsMax;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await sleep(pollMs);
  }
}

export function sampleLoanText({ outcome, status, ...loan }: SampleLoan): string {
  const money = (minor: number): string => formatMoney(minor, currency);
  if (loan.aprPercent === null) return `A customer asked for a loan: ${outcome}.`;
  return (
    `A customer asked for a loan of ${money(loan.amountMinor)}: ${outcome}, at ${loan.aprPercent} % APR. ` +
    `It was signed, decided as a pay-out, paid out and partly repaid with ${money(loan.repaidMinor)}; ` +
    `it is ${status}, and ${money(loan.owedMinor)} of it is owed.`
  );
}
