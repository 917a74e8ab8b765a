export {
  actuarialApr,
  type UnitFlow,
  unitPeriodsBetween,
  unitPeriodsOf,
  unitPeriodsPerYear,
  unitTimeOf,
} from './actuarial-apr.js';
export { addDays, addMonths, type CivilDate, daysBetween, isCivilDate } from './civil-date.js';
export { type DayCount, dayCounts, yearFraction } from './day-count.js';
export { Exact, exactOf, type Rounding, roundings, sumOf, toMinor } from './decimal.js';
export { dueDatesOf, type Period } from './due-dates.js';
export { compensationMinorMax, settleEarly, settlementDate } from './early-settlement.js';
export { effectiveApr, type Flow, yearsBetween } from './effective-apr.js';
export * from './position.js';
export { chargesOf, defaultChargeWithin, priceCapOf } from './price-cap.js';
export { type PricedLoan, priceLoan } from './price-loan.js';
export { extraInterest, type PartialKeep, partialKeeps, replan, settlePartly } from './replan.js';
export {
  buildSchedule,
  type Instalment,
  type LastInstalment,
  lastInstalments,
  type Method,
  methods,
  type ScheduleTerms,
} from './schedule.js';
export { withdrawableUntil, withdrawalFigure, withdrawalPayableUntil } from './withdrawal.js';
