import assert from 'node:assert';

/** What an audit entry can hold: JSON without fractions, whose text must not depend on who writes it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one text of a JSON value: keys in order of their UTF-16 units, no spaces (RFC 8785). Numbers are whole, so
 * that their text is the same everywhere.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number') assert(Number.isSafeInteger(value), 'numbers of audit entries are whole');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

function isList(value: readonly Json[] | { readonly [key: string]: Json }): value is readonly Json[] {
  return Array.isArray(value);
}
