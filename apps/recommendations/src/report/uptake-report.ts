import { type PolicyValue, sampleRatioP, snips } from '@paymo/recommendation';
import type { ArmRow, ChoiceRow, ListsRow, UptakeRow } from './report-statements.js';

interface Lists {
  readonly generation: string;
  readonly asOf: string;
  readonly rows: number;
  readonly bySource: Readonly<Record<string, number>>;
}

interface Policy extends PolicyValue {
  /** Which item of the ranking the first place would go to. */
  readonly policy: string;
}

/** What is shown, what becomes of it, and what another ranking would have earned. */
export interface UptakeReport {
  readonly lists: { readonly now: Lists | null; readonly before: Lists | null };
  readonly arms: {
    readonly ranked: number;
    readonly explored: number;
    readonly share: number;
    readonly sampleRatioP: number;
    /** Something besides chance decides who is counted: the estimates are not to be trusted. */
    readonly isSampleRatioBroken: boolean;
  };
  readonly uptake: readonly {
    readonly source: string;
    readonly shown: number;
    readonly opened: number;
    readonly taken: number;
    readonly dismissed: number;
  }[];
  /** From the explored arm alone; the reward is that what was in the first place was opened or taken. */
  readonly policies: readonly Policy[];
}

export interface ReportRows {
  readonly lists: readonly ListsRow[];
  readonly arms: readonly ArmRow[];
  readonly uptake: readonly UptakeRow[];
  readonly choices: readonly ChoiceRow[];
}

const sampleRatioPMin = 0.001;
const placesJudged = 5;

/** @param share of the customers that explore, as the settings say */
export function uptakeReport({ lists, arms, uptake, choices }: ReportRows, share: number): UptakeReport {
  const customersOf = (arm: string): number => Number(arms.find((row) => row.arm === arm)?.customers ?? 0);
  const [explored, ranked] = [customersOf('explored'), customersOf('ranked')];
  const p = sampleRatioP(explored, ranked, share);
  return {
    lists: {
      now: listsOf(lists.filter(({ is_current }) => is_current)),
      before: listsOf(lists.filter(({ is_current }) => !is_current)),
    },
    arms: { ranked, explored, share, sampleRatioP: p, isSampleRatioBroken: p < sampleRatioPMin },
    uptake: uptake.map((row) => ({
      source: row.source,
      shown: Number(row.shown),
      opened: Number(row.opened),
      taken: Number(row.taken),
      dismissed: Number(row.dismissed),
    })),
    policies: policiesOf(choices.filter(({ arm }) => arm === 'explored')),
  };
}

function listsOf(rows: readonly ListsRow[]): Lists | null {
  const [first] = rows;
  if (first === undefined) return null;
  return {
    generation: first.generation_id,
    asOf: first.as_of.toISOString(),
    rows: rows.reduce((sum, row) => sum + Number(row.rows), 0),
    bySource: Object.fromEntries(rows.map((row) => [row.source, Number(row.rows)])),
  };
}

function policiesOf(choices: readonly ChoiceRow[]): Policy[] {
  const judge = (policy: string, target: (row: ChoiceRow) => number): Policy[] => {
    const value = snips(
      choices.map((row) => ({
        propensity: row.propensity,
        target: target(row),
        reward: row.is_answered ? 1 : 0,
        times: Number(row.times),
      })),
    );
    return value === undefined ? [] : [{ policy, ...value }];
  };
  const places = Array.from({ length: placesJudged }, (_, index) => index + 1);
  return [
    ...places.flatMap((place) =>
      judge(`number ${place} of the ranking`, (row) => (row.ranked_place === place ? 1 : 0)),
    ),
    ...judge('any of the list by chance', (row) => row.propensity),
  ];
}
