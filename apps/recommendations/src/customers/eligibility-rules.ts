import { usualBatchSettings } from '@paymo/recommendation';

/** One rule of who may be offered what. */
export interface EligibilityRule {
  readonly reason: string;
  readonly keeps: 'everything' | 'credit' | 'the item';
  /** From whom, or when. */
  readonly from: string;
}

/** From which age on credit may be offered: the database sees to it (`items.age_from`). */
const adultAge = 18;

const { coolingOffDays, exposuresMax } = usualBatchSettings;

export const eligibilityRules: readonly EligibilityRule[] = [
  { reason: 'no_consent', keeps: 'everything', from: 'customers who have not consented' },
  { reason: 'suppressed', keeps: 'everything', from: 'customers whom the bank suppresses' },
  { reason: 'in_arrears', keeps: 'credit', from: 'customers in arrears' },
  { reason: 'vulnerable', keeps: 'credit', from: 'customers who are marked vulnerable' },
  { reason: 'not_affordable', keeps: 'credit', from: 'customers without a passed affordability pre-check' },
  {
    reason: 'under_age',
    keeps: 'the item',
    from: `customers who are younger than it is for (credit: ${adultAge}), or whose age is not known`,
  },
  {
    reason: 'cooling_off',
    keeps: 'the item',
    from: `customers who dismissed it in the last ${coolingOffDays} days`,
  },
  {
    reason: 'frequency_cap',
    keeps: 'the item',
    from: `customers to whom it was shown ${exposuresMax} times`,
  },
  { reason: 'had_already', keeps: 'the item', from: 'customers who have it' },
  { reason: 'withdrawn', keeps: 'the item', from: 'everybody' },
];
