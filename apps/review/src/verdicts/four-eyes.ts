import type { ReviewSettings } from '../settings.js';

/** A payment that somebody would release. */
interface Releasable {
  /** Minor units, as text. */
  readonly amount_minor: string;
  /** Of the rules that hit. */
  readonly rule_ids: readonly string[];
}

type FourEyesSettings = Pick<ReviewSettings, 'FOUR_EYES_ABOVE_MINOR' | 'FOUR_EYES_RULES'>;

/** Whether the release of payments, all together, needs two analysts: for their amount, or for a rule that hit. */
export function needsTwo(payments: readonly Releasable[], settings: FourEyesSettings): boolean {
  const sum = payments.reduce((total, { amount_minor: amount }) => total + Number(amount), 0);
  const rules = payments.flatMap(({ rule_ids: ids }) => ids);
  return sum > settings.FOUR_EYES_ABOVE_MINOR || rules.some((id) => settings.FOUR_EYES_RULES.includes(id));
}
