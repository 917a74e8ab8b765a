import assert from 'node:assert/strict';
import { addDays, addMonths, type CivilDate } from './civil-date.js';

/** The time between two instalments: whole months, or days. */
export type Period =
  { readonly unit: 'month'; readonly count: number } | { readonly unit: 'day'; readonly count: number };

export interface DuePlan {
  readonly drawnOn: CivilDate;
  readonly instalments: number;
  readonly period: Period;
  /** One period after the drawdown when absent; the later ones follow it. */
  readonly firstDueOn?: CivilDate | undefined;
}

/** When instalments fall due. Months are counted from the first due date, so that the 31st comes back after February. */
export function dueDatesOf({ drawnOn, instalments, period, firstDueOn }: DuePlan): CivilDate[] {
  const anchor = firstDueOn ?? drawnOn;
  assert(firstDueOn === undefined || firstDueOn > drawnOn, 'the first due date is checked at the edge');
  const offset = firstDueOn === undefined ? 1 : 0;
  return Array.from({ length: instalments }, (_, index) => later(anchor, period, index + offset));
}

function later(date: CivilDate, { unit, count }: Period, periods: number): CivilDate {
  return unit === 'month' ? addMonths(date, count * periods) : addDays(date, count * periods);
}
