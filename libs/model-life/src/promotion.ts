import { PaymoError } from '@paymo/platform';
import type { EventRow } from './life-statements.js';
import type { RoleChange } from './role-change.js';

/** What became of a request to promote: the first person asks, the second decides. */
export type Promotion =
  { readonly state: 'requested'; readonly by: string } | { readonly state: 'promoted'; readonly by: string };

/**
 * Makes a model the champion when a second person asks for it.
 *
 * @param events of the model, the latest first
 * @throws PaymoError when the same person asks twice
 */
export function askOrCrown(
  change: RoleChange,
  { model, actor, events }: { model: string; actor: string; events: readonly EventRow[] },
): Promotion {
  const champion = change.inRole('champion')?.model;
  const asked = openRequest(events, champion);
  if (asked === undefined) {
    change.record(model, 'promotion requested', actor, { champion: champion ?? null });
    return { state: 'requested', by: actor };
  }
  if (asked.actor === actor) {
    const detail = `${actor} asked for this promotion; somebody else has to confirm it.`;
    throw new PaymoError('conflict.second_person', detail);
  }
  change.crown(model, 'promoted', actor, { requestedBy: asked.actor });
  return { state: 'promoted', by: actor };
}

/**
 * Makes the champion before this one the champion again. Answers its id.
 *
 * @param events of all models, the latest first
 * @throws PaymoError when there was none
 */
export function crownPrevious(change: RoleChange, actor: string, events: readonly EventRow[]): string {
  const previous = championBefore(events, change.inRole('champion')?.model);
  if (previous === undefined)
    throw new PaymoError('model.not_found', 'There was no champion before this one.');
  change.crown(previous, 'rolled back', actor, {});
  return previous;
}

/** The champion that the last change of champions put an end to; `events` are the latest first. */
export function championBefore(
  events: readonly EventRow[],
  champion: string | undefined,
): string | undefined {
  const crowned = events.find(
    ({ action, model, detail }) =>
      ['promoted', 'rolled back', 'killed'].includes(action) &&
      (champion === undefined || model === champion) &&
      typeof detail['previous'] === 'string',
  );
  const previous = crowned?.detail['previous'];
  return typeof previous === 'string' ? previous : undefined;
}

/** A request to promote that still stands: it was made about the champion of today, and nothing came after it. */
export function openRequest(events: readonly EventRow[], champion: string | undefined): EventRow | undefined {
  const [last] = events;
  const stands = last?.action === 'promotion requested' && last.detail['champion'] === (champion ?? null);
  return stands ? last : undefined;
}
