import { useQuery } from '@tanstack/react-query';
import type { Model, ModelEvent, ModelsApi } from '../api/models-api.js';
import { Figures } from '../shell/figures.js';
import { timeText } from '../shell/texts.js';
import { ModelMoves } from './model-moves.js';
import { ReplaySection } from './replay-section.js';

interface ModelPageProps {
  readonly api: ModelsApi;
  readonly model: Model;
  readonly person: string;
}

/** One model: its facts, what can be done with it, what it would change in money, and what was done to it. */
export function ModelPage({ api, model, person }: ModelPageProps) {
  const { data: events = [] } = useQuery({
    queryKey: ['models', model.id, 'events', model.role, model.promotionAskedBy],
    queryFn: () => api.events(model.id),
  });
  return (
    <>
      <section aria-label="Facts">
        <h2>{model.id}</h2>
        <dl className="facts-of wide">
          {factsOf(model).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <ModelMoves api={api} model={model} person={person} />
      <ReplaySection api={api} model={model} />
      <Figures
        caption="What was done to it"
        heads={['When', 'What', 'By', 'Details']}
        rows={events.map((event) => [timeText(event.at), event.action, event.actor, detailOf(event)])}
      />
    </>
  );
}

function factsOf({ facts, thresholds, pushedBy, pushedAt }: Model): [name: string, value: string][] {
  const { decline } = thresholds;
  return [
    ['Kind', facts.kind],
    ['Trees', `${facts.trees}, ${facts.depth} splits deep at most, ${facts.nodes} nodes`],
    ['Features', String(facts.input.width)],
    ['Size', `${Math.round(facts.bytes / 1024)} KiB`],
    ['Holds from', String(thresholds.hold)],
    ['Declines from', decline === null ? 'never' : String(decline)],
    ['Golden rows', String(facts.goldenRows)],
    ['Pushed', `${timeText(pushedAt)} by ${pushedBy}`],
    ['SHA-256', facts.sha256.file.slice(0, 16)],
  ];
}

/** Numbers and words alone: a baseline is for the guardrail, not for people. */
function detailOf({ detail }: ModelEvent): string {
  return Object.entries(detail)
    .filter(([name, value]) => name !== 'sha256' && (typeof value === 'string' || typeof value === 'number'))
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
}
