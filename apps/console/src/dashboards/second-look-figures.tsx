import type { SecondLooks } from '../api/statistics-api.js';
import { Figures } from '../shell/figures.js';
import { agreementRow } from './agreement-row.js';

/** How far analysts agree with each other, when the second does not know what the first said. */
export function SecondLookFigures({ days, all, byDisplay }: SecondLooks) {
  return (
    <section aria-label="Second looks">
      <Figures
        caption={`Agreement of analysts with each other in ${days} days`}
        heads={['Verdicts', 'Both fraud', 'Verdict alone', 'Second look alone', 'Both honest', 'κ']}
        rows={[
          agreementRow('all', all),
          ...Object.entries(byDisplay).map(([name, each]) => agreementRow(`score ${name}`, each)),
        ]}
      />
    </section>
  );
}
