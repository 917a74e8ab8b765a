import { type HolderKind, matchName } from './name-match.js';

/**
 * Result codes of Confirmation of Payee (Pay.UK), as far as an account of this bank can bring them about.
 *
 * MATC: name and kind match. MBAM: the name is close. ANNM: it is not the name. BANM, PANM: the name matches, but the
 * account is of a business, or of a person. BAMM, PAMM: it is close, and the kind differs so. AC01: there is no such
 * account. ACNS: its holder is not known. OPTO: its holder has opted out.
 */
export const payeeCheckCodes = [
  'MATC',
  'MBAM',
  'ANNM',
  'BANM',
  'PANM',
  'BAMM',
  'PAMM',
  'AC01',
  'ACNS',
  'OPTO',
] as const;
export type PayeeCheckCode = (typeof payeeCheckCodes)[number];

/** What is known of the account that is asked about. */
export interface Holder {
  readonly name: string | null;
  readonly kind: HolderKind | null;
  readonly isWithheld: boolean;
  readonly isClosed: boolean;
}

export interface PayeeCheckResult {
  readonly code: PayeeCheckCode;
  /** The holder's name, for a close match alone: a payer who knows it nearly is told, anybody else learns nothing. */
  readonly name: string | null;
}

/** By how the name compares, and by what the account is when that is not what was stated. */
const codes = {
  match: { asStated: 'MATC', business: 'BANM', personal: 'PANM' },
  close: { asStated: 'MBAM', business: 'BAMM', personal: 'PAMM' },
} as const;

/** Compares what a payer states about an account with its holder; undefined is an account that does not exist. */
export function checkPayee(
  holder: Holder | undefined,
  statedName: string,
  statedKind: HolderKind,
): PayeeCheckResult {
  if (holder === undefined || holder.isClosed) return { code: 'AC01', name: null };
  const { name, kind } = holder;
  if (name === null || kind === null) return { code: 'ACNS', name: null };
  if (holder.isWithheld) return { code: 'OPTO', name: null };
  const match = matchName(statedName, name, kind);
  if (match === 'none') return { code: 'ANNM', name: null };
  const code = codes[match][kind === statedKind ? 'asStated' : kind];
  return { code, name: match === 'close' ? name : null };
}
