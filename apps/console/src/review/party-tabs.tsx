import { useQuery } from '@tanstack/react-query';
import type { Parties, ReviewApi } from '../api/review-api.js';
import { Figures } from '../shell/figures.js';
import { dayText, moneyText } from './format.js';
import { HoldsChart } from './holds-chart.js';

interface PartyTabProps {
  readonly api: ReviewApi;
  readonly caseId: string;
}

function useParties({ api, caseId }: PartyTabProps): Parties | undefined {
  return useQuery({ queryKey: ['parties', caseId], queryFn: () => api.parties(caseId) }).data;
}

/** The payer's holds of 90 days and what came of them. */
export function PayerTab(props: PartyTabProps) {
  const parties = useParties(props);
  if (parties === undefined) return <p className="quiet">Looking …</p>;
  const { days, cases } = parties.payer;
  return (
    <>
      <HoldsChart days={days} cases={cases} />
      <Figures
        caption={`Holds of the payer in ${days} days`}
        heads={['Held on', 'Amount', 'Ended']}
        rows={cases.map(({ id, openedAt, amount, status }) => [
          dayText(openedAt),
          moneyText(amount),
          id === props.caseId ? 'this one' : status,
        ])}
      />
    </>
  );
}

/** Who else pays the payee, and which of that was fraud. */
export function PayeeTab(props: PartyTabProps) {
  const parties = useParties(props);
  if (parties === undefined) return <p className="quiet">Looking …</p>;
  const { payee } = parties;
  return (
    <Figures
      caption="Held payments to this payee"
      heads={['What', 'How many']}
      rows={[
        ['held in all', payee.cases],
        ['still open', payee.open],
        ['released', payee.released],
        ['rejected as fraud', payee.rejected],
        ['other payers', payee.otherPayers],
        ['payers with rejected payments', payee.rejectedPayers],
        ['last rejected', payee.lastRejectedAt === null ? 'never' : dayText(payee.lastRejectedAt)],
      ]}
    />
  );
}
