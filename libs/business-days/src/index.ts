export type { Division } from './bank-holidays.js';
export { businessDaysBegun, endOfBusinessDay, holdDeadline, holdSettings } from './hold-clock.js';
