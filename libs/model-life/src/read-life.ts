import type { Database, Statement } from '@paymo/platform';
import { type EventRow, readEvents } from './life-statements.js';

/**
 * Reads models with their roles, and what was done to them, newest first, as of one moment: what a model is and
 * what made it that never contradict each other.
 *
 * @param models the statement that lists a service's models
 * @param id the model whose events are wanted; null for those of all
 */
export function readLife<Model>(
  database: Database,
  models: Statement,
  id: string | null,
): Promise<[Model[], EventRow[]]> {
  return database.snapshot((moment) =>
    Promise.all([moment.query<Model>(models, []), moment.query<EventRow>(readEvents, [id])]),
  );
}
