import { randomUUID } from 'node:crypto';
import request, { type Response } from 'supertest';
import { createPaymoLoansClient, type LoanSchemas } from '../../clients/typescript/src/index.js';
import { loansContract } from '../../tools/contract/service-contracts.js';
import { App, money } from './app.js';
import { type Bank, bearer, eventually } from './bank.js';
import { Contract } from './contract.js';

/** The day on which loans of these tests are made, at noon. */
export const today = '2026-06-15';
const rentMinor = 40_000;

export type LoanBody = LoanSchemas['Loan'];
export type StatementBody = LoanSchemas['LoanStatement'];

const contract = new Contract(loansContract);

/** Sends a request to lending as somebody, with a fresh key; it counts at noon of the day. */
export function askLoans(bank: Bank, token: string, asked: LoansRequest): Promise<Response> {
  const { path, body, on = today, key = randomUUID() } = asked;
  const headers = { ...bearer(token), 'idempotency-key': key, 'paymo-event-time': `${on}T12:00:00Z` };
  return contract.send(bank.loans, { method: body === undefined ? 'get' : 'post', path, headers, body });
}

interface LoansRequest {
  readonly path: string;
  /** Of a `POST`. */
  readonly body?: object;
  readonly on?: string;
  readonly key?: string;
}

/** A customer of the bank who wants a loan. */
export class Borrower {
  private constructor(
    private readonly bank: Bank,
    readonly account: string,
  ) {}

  /** Opens an account with three months of income behind it, and waits until lending knows of them. */
  static async withIncome(bank: Bank, monthlyMinor = 200_000, monthsOfIncome = 3): Promise<Borrower> {
    const app = new App(bank);
    const employer = await app.openAccount(0, { kind: 'merchant' });
    const landlord = await app.openAccount(0, { kind: 'merchant' });
    const account = await app.openAccount(0);
    const months = ['2026-03', '2026-04', '2026-05'].slice(3 - monthsOfIncome);
    for (const month of months) {
      await paid(app, [employer, account], monthlyMinor, `${month}-01T09:00:00Z`);
      await paid(app, [account, landlord], rentMinor, `${month}-03T09:00:00Z`);
    }
    const borrower = new Borrower(bank, account);
    await borrower.untilMonths(months.length);
    return borrower;
  }

  /** A customer whom the bank knows nothing of. */
  static async unknown(bank: Bank): Promise<Borrower> {
    const borrower = new Borrower(bank, await new App(bank).openAccount(0));
    await eventually('lending knows whose the account is', async () => {
      const account = [borrower.account.slice('acc_'.length)];
      const rows = await bank.sql('SELECT FROM loans.account_owners WHERE account_id = $1', account);
      return rows.length === 1;
    });
    return borrower;
  }

  application(change: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      account: this.account,
      amount: money(60_000),
      months: 6,
      purpose: 'furniture',
      employmentYears: '4_to_7',
      savings: '500_to_1000',
      otherPlans: 'none',
      birthDate: '1990-02-03',
      ...change,
    };
  }

  apply(change: Record<string, unknown> = {}, key: string = randomUUID()): Promise<Response> {
    return this.post('/v1/loan-applications', this.application(change), today, key);
  }

  accept(
    offer: { id: string; agreementHash: string },
    on = today,
    key: string = randomUUID(),
  ): Promise<Response> {
    const { id, agreementHash } = offer;
    return this.post(`/v1/loan-offers/${id}/acceptance`, { agreementHash }, on, key);
  }

  /** A loan that was applied for, signed and paid out. */
  async borrow(change: Record<string, unknown> = {}): Promise<string> {
    const { body: application } = await this.apply(change);
    if (!application.offer) throw new Error(`no offer: ${JSON.stringify(application)}`);
    const { status: answered, body: loan } = await this.accept(application.offer);
    if (answered >= 300) throw new Error(`not accepted: ${JSON.stringify(loan)}`);
    await this.untilLoan(loan.id, ({ status }) => status === 'active');
    return loan.id;
  }

  async readApplication(id: string): Promise<LoanSchemas['LoanApplication']> {
    const accessToken = (): string => this.bank.tokens.for('ada');
    const client = createPaymoLoansClient({ baseUrl: this.bank.loans, accessToken });
    const path = { applicationId: id };
    const { data } = await client.GET('/v1/loan-applications/{applicationId}', { params: { path } });
    if (data === undefined) throw new Error(`${id} is not there`);
    return data;
  }

  async loan(id: string): Promise<LoanBody> {
    return (await this.get(`/v1/loans/${id}`)).body;
  }

  async statement(id: string): Promise<StatementBody> {
    return (await this.get(`/v1/loans/${id}/statement`)).body;
  }

  untilLoan(id: string, check: (loan: LoanBody) => boolean): Promise<LoanBody> {
    return eventually(`${id} is as expected`, async () => {
      const loan = await this.loan(id);
      return check(loan) ? loan : undefined;
    });
  }

  /** Waits until nothing of a loan is on its way. */
  untilQuiet(id: string): Promise<true> {
    return eventually(`the money of ${id} has arrived`, async () => {
      const { transfers } = await this.statement(id);
      return transfers.every(({ status }) => status !== 'requested') || undefined;
    });
  }

  /** What the customer reads. */
  get(path: string, on = today): Promise<Response> {
    return askLoans(this.bank, this.bank.tokens.for('ada'), { path, on });
  }

  /** A request of the customer. */
  post(path: string, body: object, on = today, key: string = randomUUID()): Promise<Response> {
    return askLoans(this.bank, this.bank.tokens.for('ada'), { path, body, on, key });
  }

  /** A request of somebody of the staff who cares for the loan. */
  care(path: string, body: object, on = today): Promise<Response> {
    return askLoans(this.bank, this.bank.tokens.for('helper', ['analyst']), { path, body, on });
  }

  async balance(): Promise<number> {
    return (await new App(this.bank).balance(this.account)).posted;
  }

  /** Puts money into the account. */
  async earn(amountMinor: number, on = today): Promise<void> {
    const app = new App(this.bank);
    const employer = await app.openAccount(0, { kind: 'merchant' });
    await paid(app, [employer, this.account], amountMinor, `${on}T09:00:00Z`);
  }

  /** Leaves the account with some money. What an analyst would have to look at is not there either. */
  async spendAllBut(leftMinor: number, on = today): Promise<void> {
    const app = new App(this.bank);
    const shop = await app.openAccount(0, { kind: 'merchant' });
    const amountMinor = (await app.balance(this.account)).available - leftMinor;
    await pay(app, [this.account, shop], amountMinor, `${on}T10:00:00Z`);
  }

  private untilMonths(count: number): Promise<true> {
    return eventually('lending knows the income', async () => {
      const rows = await this.bank.sql(
        'SELECT FROM loans.account_months WHERE account_id = $1 AND in_minor > 0 AND out_minor > 0',
        [this.account.slice('acc_'.length)],
      );
      return rows.length >= count || undefined;
    });
  }
}

/** Collects what is due on a day, and ages. */
export async function nightlyRun(bank: Bank, on: string): Promise<Response> {
  return request(bank.loans)
    .post('/admin/loans/nightly-runs')
    .set(bearer(bank.tokens.service('night')))
    .send({ on });
}

async function paid(app: App, parties: [string, string], amountMinor: number, at: string): Promise<void> {
  const { body, text } = await pay(app, parties, amountMinor, at);
  if (body.status !== 'settled') throw new Error(`not paid: ${text}`);
}

/** A salary or the rent. */
function pay(app: App, [payer, payee]: [string, string], amountMinor: number, at: string): Promise<Response> {
  const body = { payer, payee, amount: money(amountMinor), type: 'payment' };
  return app.pay(body, { 'paymo-event-time': at });
}
