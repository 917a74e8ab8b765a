import { catalogue, featureNames } from './catalogue/catalogue.js';
import { neverSeconds } from './catalogue/feature.js';

const minorPerMajor = 100;
const secondsPer = { minute: 60, hour: 3600, day: 86_400 } as const;
const roundDigits = 3;

/**
 * Says one fact of a payment for a person to read, filled with what is usual for this customer where that is known.
 * Amounts are in major units without a currency: the payment shows it.
 *
 * @param vector in the order of the catalogue
 */
export function sentenceOf(name: string, vector: readonly number[]): string {
  const feature = catalogue.find((each) => each.name === name);
  if (feature === undefined) return '';
  const value = valueIn(vector, name);
  const own = sentences[name]?.(value, (other) => valueIn(vector, other));
  if (own !== undefined) return own;
  const window = feature.window === 'none' || feature.window === 'all time' ? '' : `, last ${feature.window}`;
  return `${capital(feature.meaning)}${window}: ${valueText(value, feature.unit)}.`;
}

type Sentence = (value: number, other: (name: string) => number) => string | undefined;

/** Sentences of facts that mean more beside others; undefined where those are not known. */
const sentences: Readonly<Record<string, Sentence>> = {
  amount: (value, other) => {
    const ratio = other('amount_to_mean');
    if (ratio <= 0) return `${money(value)}; this customer never paid before.`;
    return `${money(value)}, ${round(ratio)} times this customer's usual ${money(value / ratio)}.`;
  },
  amount_to_mean: (value, other) =>
    value <= 0
      ? undefined
      : `${money(other('amount'))}, ${round(value)} times this customer's usual ${money(other('amount') / value)}.`,
  balance_share: (value) => `${percent(value)} of the available balance leaves.`,
  pair_payments: (value) =>
    value === 0 ? 'The first payment to this payee.' : `Paid this payee ${value} times before.`,
  payee_seconds_known: (value) =>
    value === 0 ? 'The payee was never seen here before.' : `The payee is known for ${duration(value)}.`,
  device_is_new_for_payer: (value) =>
    value === 1 ? 'From a device that this customer did not use lately.' : 'From a device that is known.',
  device_is_shared_with_payee: (value) => (value === 1 ? 'The payee uses the same device.' : undefined),
  hour_share: (value, other) =>
    `${percent(value)} of this customer's payments are made in the hour from ${other('hour_of_day')}:00 UTC.`,
  payee_fraud_share_known: (value, other) =>
    `${percent(value)} of the ${other('payee_labelled_known')} judged payments to this payee were fraud.`,
};

function valueText(value: number, unit: (typeof catalogue)[number]['unit']): string {
  switch (unit) {
    case 'minor units':
      return money(value);
    case 'ratio':
      return percent(value);
    case 'seconds':
      return value >= neverSeconds ? 'never before' : duration(value);
    case 'yes or no':
      return value === 1 ? 'yes' : 'no';
    case 'hour':
      return `${value}:00 UTC`;
    case 'weekday':
      return ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][value] ?? '';
    case 'count':
    case 'deviations':
    case 'steps':
      return String(round(value));
  }
}

/** A feature of a vector in the order of the catalogue; 0 when there is no such feature. */
export function valueIn(vector: readonly number[], name: string): number {
  return vector[featureNames.indexOf(name)] ?? 0;
}

function money(minor: number): string {
  return (minor / minorPerMajor).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function percent(share: number): string {
  return `${round(share * 100)} %`;
}

function duration(seconds: number): string {
  if (seconds < secondsPer.minute) return `${Math.round(seconds)} seconds`;
  if (seconds < secondsPer.hour) return `${Math.round(seconds / secondsPer.minute)} minutes`;
  if (seconds < secondsPer.day) return `${Math.round(seconds / secondsPer.hour)} hours`;
  return `${Math.round(seconds / secondsPer.day)} days`;
}

function round(value: number): number {
  return Number(value.toPrecision(roundDigits));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
