import { publicId } from '@paymo/platform';
import { signedMinor } from './entry.js';
import { type AccountStatement, inMainUnits } from './statement.js';

const header = ['booked_at', 'kind', 'counterparty', 'reference', 'amount', 'currency', 'balance', 'payment'];

/**
 * A statement as CSV (RFC 4180, UTF-8), for spreadsheets and bookkeeping. Texts that people chose are kept from being
 * taken for formulas (OWASP, CSV injection).
 */
export function statementCsv(statement: AccountStatement): string {
  const { currency, lines } = statement;
  const amount = (minor: bigint): string => inMainUnits(minor, currency);
  const balance = (day: string, kind: string, minor: bigint): string[] => [
    ...[day, kind, '', '', '', currency],
    ...[amount(minor), ''],
  ];
  const rows = lines.map(({ entry, balanceMinor }) => [
    entry.bookedAt.toISOString(),
    entry.kind,
    asText(entry.counterpartyName),
    asText(entry.reference ?? ''),
    amount(signedMinor(entry)),
    currency,
    amount(balanceMinor),
    entry.paymentId === null ? '' : publicId('pay', entry.paymentId),
  ]);
  const all = [
    header,
    balance(statement.from, 'opening_balance', statement.openingMinor),
    ...rows,
    balance(statement.to, 'closing_balance', statement.closingMinor),
  ];
  return all.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** Spreadsheets run what begins like a formula, also behind white space; an apostrophe makes it text. */
function asText(text: string): string {
  return /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
