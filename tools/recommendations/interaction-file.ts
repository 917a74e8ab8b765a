import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse/sync';

/** Columns of somebody's file: names of its header or, where it has none, numbers from 1. */
export interface InteractionColumns {
  readonly user: string;
  readonly item: string;
  readonly time: string;
  readonly rating?: string | undefined;
}

/** How a file is to be read. */
export interface InteractionFile {
  readonly path: string;
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly columnCount: number;
  /** Places of the columns, from 0. */
  readonly user: number;
  readonly item: number;
  readonly time: number;
  readonly rating: number | null;
}

const delimiters = ['\t', '::', ';', '|', ','];

/**
 * Finds the columns in the file's first line.
 *
 * @param delimiter what separates columns, `\t` for a tab; without it the one that the first line has most of
 * @throws Error that names the columns that are missing and those that are there
 */
export async function describeFile(
  path: string,
  columns: InteractionColumns,
  delimiter?: string,
): Promise<InteractionFile> {
  const line = await firstLine(path);
  const separator = delimiter?.replaceAll('\\t', '\t') ?? commonDelimiter(line);
  const fields = fieldsOf(line, separator);
  const named = Object.values(columns).filter((name): name is string => name !== undefined);
  const missing = named.filter((name) => !fields.includes(name));
  const hasHeader = missing.length === 0;
  const isNumbered = named.every((name) => /^[1-9]\d*$/.test(name) && Number(name) <= fields.length);
  if (!hasHeader && !isNumbered)
    throw new Error(`${path}: no column named ${missing.join(', ')}; the file has ${fields.join(', ')}`);
  const placeOf = (name: string): number => (hasHeader ? fields.indexOf(name) : Number(name) - 1);
  const { user, item, time, rating } = columns;
  return {
    path,
    delimiter: separator,
    hasHeader,
    columnCount: fields.length,
    user: placeOf(user),
    item: placeOf(item),
    time: placeOf(time),
    rating: rating === undefined ? null : placeOf(rating),
  };
}

async function firstLine(path: string): Promise<string> {
  const file = createReadStream(path);
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => text.destroy(error));
  for await (const line of createInterface({ input: text })) {
    text.destroy();
    file.destroy();
    return line.replace(/^\ufeff/, '');
  }
  throw new Error(`${path} is empty`);
}

function commonDelimiter(line: string): string {
  const counted = delimiters.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counted.reduce((most, each) => (each.count > most.count ? each : most)).delimiter;
}

function fieldsOf(line: string, delimiter: string): string[] {
  const records: string[][] = parse(line, { delimiter, trim: true });
  return records[0] ?? [];
}
