/** How many digits of a currency's main unit are a fraction (ISO 4217). */
function fractionDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/**
 * `12.5` in a currency to its minor units.
 *
 * @param text digits, and up to five of a fraction
 * @returns undefined when the currency has no such fraction
 */
export function minorOf(text: string, currency: string): bigint | undefined {
  const digits = fractionDigits(currency);
  const [whole = '0', fraction = ''] = text.split('.');
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  return BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
}
