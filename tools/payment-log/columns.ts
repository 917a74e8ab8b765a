import type { Mapping } from './mapping.js';

/** A value of the log that cannot be read: names the column and what would be right. */
export class RowFault extends Error {}

const amountMinorMax = 9_000_000_000_000;

/** Reads one column of a record; a column that the mapping does not name reads as absent. */
class ColumnReader {
  constructor(
    private readonly column: string | undefined,
    private readonly index: number | undefined,
    private readonly mapping: Mapping,
  ) {}

  text(record: readonly string[]): string {
    return this.index === undefined ? '' : (record[this.index] ?? '');
  }

  optionalText(record: readonly string[]): string | null {
    const text = this.text(record);
    return text === '' ? null : text;
  }

  name(record: readonly string[]): string {
    const text = this.text(record);
    return text === '' ? this.refuse(text, 'an account name') : text;
  }

  amount(record: readonly string[]): number {
    const minor = this.minorUnits(record);
    if (minor === null || minor <= 0 || minor > amountMinorMax) {
      return this.refuse(this.text(record), 'an amount above zero');
    }
    return minor;
  }

  balance(record: readonly string[]): number | null {
    return this.minorUnits(record);
  }

  timeIfGiven(record: readonly string[]): number | null {
    return this.text(record) === '' ? null : this.time(record);
  }

  time(record: readonly string[]): number {
    const { unit, origin } = this.mapping.time;
    const text = this.text(record);
    const ms = /^\d+(\.\d+)?$/.test(text) ? numericTime(Number(text), unit, origin) : Date.parse(text);
    return Number.isNaN(ms) ? this.refuse(text, 'a time: RFC 3339 or a number') : ms;
  }

  label(record: readonly string[]): boolean | null {
    if (this.index === undefined) return null;
    const text = this.text(record).toLowerCase();
    if (text === '' || ['0', 'false', 'no', 'legit'].includes(text)) return false;
    if (['1', 'true', 'yes', 'fraud'].includes(text)) return true;
    return this.refuse(text, '0 or 1, true or false');
  }

  private minorUnits(record: readonly string[]): number | null {
    const text = this.text(record);
    if (this.index === undefined || text === '') return null;
    const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(text);
    const fraction = match?.[3] ?? '';
    const { decimals } = this.mapping;
    if (match === null || /[1-9]/.test(fraction.slice(decimals))) {
      return this.refuse(text, `a decimal number with at most ${decimals} decimals`);
    }
    const digits = `${match[2] ?? ''}${fraction.slice(0, decimals).padEnd(decimals, '0')}`;
    return Number(`${match[1] ?? ''}${digits}`);
  }

  private refuse(text: string, wanted: string): never {
    throw new RowFault(`column "${this.column ?? ''}": "${text.slice(0, 60)}" is not ${wanted}`);
  }
}

function numericTime(value: number, unit: Mapping['time']['unit'], originMs: number): number {
  switch (unit) {
    case 'hours':
      return originMs + value * 3_600_000;
    case 'seconds':
      return value * 1000;
    case 'milliseconds':
      return value;
    case 'iso':
      return Number.NaN;
    case 'auto':
      if (value >= 1e11) return value;
      return value >= 1e8 ? value * 1000 : originMs + value * 3_600_000;
  }
}

export type ColumnReaders = Readonly<
  Record<
    | 'time'
    | 'payer'
    | 'payee'
    | 'amount'
    | 'type'
    | 'label'
    | 'payerBalance'
    | 'payeeBalance'
    | 'device'
    | 'ipAddress'
    | 'knownAt',
    ColumnReader
  >
>;

/** @throws RowFault naming every mapped column that the header lacks. */
export function columnReaders(header: readonly string[], mapping: Mapping): ColumnReaders {
  const missing: string[] = [];
  const reader = (column: string | undefined): ColumnReader => {
    if (column === undefined) return new ColumnReader(undefined, undefined, mapping);
    const index = header.indexOf(column);
    if (index === -1) missing.push(column);
    return new ColumnReader(column, index, mapping);
  };
  const readers = {
    time: reader(mapping.time.column),
    payer: reader(mapping.payer),
    payee: reader(mapping.payee),
    amount: reader(mapping.amount),
    type: reader(mapping.type),
    label: reader(mapping.label),
    payerBalance: reader(mapping.payerBalance),
    payeeBalance: reader(mapping.payeeBalance),
    device: reader(mapping.device),
    ipAddress: reader(mapping.ipAddress),
    knownAt: reader(mapping.knownAt),
  };
  if (missing.length > 0) {
    throw new RowFault(`no column named ${missing.join(', ')}; the file has ${header.join(', ')}`);
  }
  return readers;
}
