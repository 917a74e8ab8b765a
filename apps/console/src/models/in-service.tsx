import type { Models, ModelsApi } from '../api/models-api.js';
import { ConfirmButton } from '../shell/confirm-button.js';
import { useChange } from './use-change.js';

interface InServiceProps {
  readonly api: ModelsApi;
  readonly models: Models;
}

/** What decides now, what looks on, and the way back. */
export function InService({ api, models }: InServiceProps) {
  const change = useChange();
  const inRole = (wanted: string): string => {
    const found = models.items.filter(({ role }) => role === wanted);
    return found.map(({ id, share }) => (share === null ? id : `${id}, ${share} %`)).join(', ') || 'none';
  };
  return (
    <section aria-label="In service">
      <h2>In service</h2>
      <dl className="facts-of">
        <dt>Champion</dt>
        <dd data-testid="champion">{models.champion ?? 'none: the rules decide'}</dd>
        <dt>Canary</dt>
        <dd data-testid="canary">{inRole('canary')}</dd>
        <dt>Shadow</dt>
        <dd data-testid="shadow">{inRole('shadow')}</dd>
        <dt>Champion before</dt>
        <dd data-testid="previous">{models.previous ?? 'none'}</dd>
      </dl>
      {models.tripped.length > 0 && (
        <p role="alert">{models.tripped.length} sources held too much and hold no more, see the rules.</p>
      )}
      {models.previous !== null && (
        <ConfirmButton
          name="Roll back"
          question={`Make ${models.previous} the champion now?`}
          isBusy={change.isPending}
          onConfirm={() => {
            change.mutate(() => api.rollBack());
          }}
        />
      )}
      {change.error !== null && <p role="alert">{change.error.message}</p>}
    </section>
  );
}
