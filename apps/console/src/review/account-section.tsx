import { useQuery } from '@tanstack/react-query';
import type { AccountsApi, Entry } from '../api/accounts-api.js';
import { Figures } from '../shell/figures.js';
import { DaysChart } from './days-chart.js';
import { dayText, isoDay, moneyText, shortId } from './format.js';

const days = 90;
const dayMs = 24 * 3_600_000;
const entriesShown = 10;

interface AccountSectionProps {
  readonly whose: 'payer' | 'payee';
  readonly accounts: AccountsApi;
  readonly accountId: string;
}

/** What a payer or payee has, and what came and went in 90 days. */
export function AccountSection({ whose, accounts, accountId }: AccountSectionProps) {
  const account = useQuery({
    queryKey: ['account', accountId],
    queryFn: () => accounts.account(accountId),
  });
  const entries = useQuery({
    queryKey: ['entries', accountId],
    queryFn: () => accounts.entries(accountId, isoDay(Date.now() - (days - 1) * dayMs), isoDay(Date.now())),
  });
  const error = account.error ?? entries.error;
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (account.data === undefined || entries.data === undefined) return <p className="quiet">Looking …</p>;
  const { balance, currency, openedAt, isFrozen, status } = account.data;
  const text = (value: number): string => moneyText({ value, currency });
  return (
    <>
      <Figures
        caption={`The ${whose}’s account`}
        heads={['Available', 'Held', 'Opened', 'State']}
        rows={[
          [text(balance.available), text(balance.held), dayText(openedAt), isFrozen ? 'frozen' : status],
        ]}
      />
      <DaysChart days={days} entries={entries.data} />
      <Figures
        caption={`Last movements of ${entries.data.length} in ${days} days`}
        heads={['Day', 'Amount', 'With']}
        rows={entries.data.slice(-entriesShown).reverse().map(row)}
      />
    </>
  );
}

function row({ bookedAt, direction, amount, counterparty }: Entry): string[] {
  const sign = direction === 'out' ? '−' : '+';
  const name = counterparty.name === '' ? shortId(counterparty.account) : counterparty.name;
  return [dayText(bookedAt), `${sign}${moneyText(amount)}`, name];
}
