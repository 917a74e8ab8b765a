import type { Database, Transaction } from '@paymo/platform';
import type { CustomerFacts } from '../decisions/applicant.js';
import { type MonthRow, toMonth } from '../decisions/decision-engine.js';
import { dayOf } from '../request-time.js';
import * as sql from './application-statements.js';

/** A customer, as of a time. */
export interface CustomerAt {
  readonly accountId: string;
  readonly at: Date;
}

/** What the bank knows of different customers, in their order; one round trip. */
export async function customerFacts(
  source: Pick<Database, 'query'> | Transaction,
  customers: readonly CustomerAt[],
): Promise<CustomerFacts[]> {
  const accounts = customers.map(({ accountId }) => accountId);
  const [months, standings] = await Promise.all([
    source.query<MonthRow>(sql.readMonths, [accounts, customers.map(({ at }) => dayOf(at))]),
    source.query<sql.StandingRow>(sql.readStandings, [accounts, customers.map(({ at }) => at)]),
  ]);
  const monthsOf = new Map<string, MonthRow[]>(accounts.map((accountId) => [accountId, []]));
  for (const row of months) monthsOf.get(row.account_id)?.push(row);
  const standingOf = new Map(standings.map((row) => [row.account_id, row]));
  return accounts.map((accountId) => {
    const standing = standingOf.get(accountId);
    if (standing === undefined) throw new Error('the standing of a customer is one row');
    return {
      history: (monthsOf.get(accountId) ?? []).map(toMonth),
      exposureMinor: BigInt(standing.exposure_minor),
      instalmentsMinor: BigInt(standing.instalments_minor),
      openLoans: standing.open_loans,
      chargedOffLoans: standing.charged_off_loans,
      daysPastDue: standing.days_past_due,
      applications30d: standing.applications_30d,
    };
  });
}
