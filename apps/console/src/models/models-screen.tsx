import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Model, ModelsApi } from '../api/models-api.js';
import { Page } from '../shell/page.js';
import { InService } from './in-service.js';
import { ModelPage } from './model-page.js';

const refreshMs = 3000;

interface ModelsScreenProps {
  readonly api: ModelsApi;
  readonly person: string;
}

/** The models of the bank: which decide, which wait, and what each would change. */
export function ModelsScreen({ api, person }: ModelsScreenProps) {
  const { data, error } = useQuery({
    queryKey: ['models'],
    queryFn: () => api.list(),
    refetchInterval: refreshMs,
  });
  const [chosen, choose] = useState<string | null>(null);
  const models = data?.items ?? [];
  const current = models.find(({ id }) => id === chosen) ?? models.at(-1);
  return (
    <Page title="Paymo models" person={person}>
      <div className="columns">
        <div className="zone">
          {data !== undefined && <InService api={api} models={data} />}
          <nav aria-label="Known models">
            <h2>Known models</h2>
            <ul className="choices">
              {models.toReversed().map((model) => (
                <li key={model.id}>
                  <button
                    type="button"
                    aria-current={model.id === current?.id}
                    onClick={() => {
                      choose(model.id);
                    }}
                  >
                    <strong>{model.id}</strong>
                    <br />
                    <span className="quiet">{stateOf(model)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        <main className="zone" tabIndex={0} aria-label="The chosen model">
          {error !== null && <p role="alert">{error.message}</p>}
          {current !== undefined && <ModelPage key={current.id} api={api} model={current} person={person} />}
        </main>
      </div>
    </Page>
  );
}

function stateOf({ role, share, promotionAskedBy }: Model): string {
  const state = role === null ? 'no role' : role + (share === null ? '' : ` for ${share} % of payers`);
  return promotionAskedBy === null ? state : `${state}, ${promotionAskedBy} asks for its promotion`;
}
