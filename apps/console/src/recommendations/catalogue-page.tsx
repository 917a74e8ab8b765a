import { useQuery } from '@tanstack/react-query';
import type { RecommendationsApi } from '../api/recommendations-api.js';
import { wordsOf } from '../review/format.js';
import { Figures } from '../shell/figures.js';

/** What can be offered, in how many lists it is, and the rules that keep it from somebody. */
export function CataloguePage({ api }: { readonly api: RecommendationsApi }) {
  const catalogue = useQuery({ queryKey: ['recommendation-items'], queryFn: () => api.catalogue() });
  const rules = useQuery({ queryKey: ['recommendation-rules'], queryFn: () => api.rules() });
  const error = catalogue.error ?? rules.error;
  if (error !== null) return <p role="alert">{error.message}</p>;
  return (
    <main className="zone" tabIndex={0} aria-label="Catalogue and rules">
      <Figures
        caption="Rules"
        heads={['Reason', 'Keeps', 'From']}
        rows={(rules.data ?? []).map(({ reason, keeps, from }) => [wordsOf(reason), keeps, from])}
      />
      <Figures
        caption="Catalogue"
        heads={['Item', 'Category', 'Kind', 'State', 'In lists']}
        rows={(catalogue.data ?? []).map(({ title, category, isCredit, ageMin, isWithdrawn, lists }) => [
          title,
          category,
          `${isCredit ? 'credit' : 'other'}${ageMin > 0 ? `, from ${ageMin}` : ''}`,
          isWithdrawn ? 'withdrawn' : 'offered',
          lists,
        ])}
      />
    </main>
  );
}
