import { rename, rm } from 'node:fs/promises';
import { fileWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { catalogue, catalogueVersion } from '@paymo/features';

const rowsPerGroup = 20_000;

const leadingColumns: readonly SchemaElement[] = [
  { name: 'occurred_at_ms', type: 'DOUBLE', repetition_type: 'REQUIRED' },
  { name: 'payer', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'payee', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'is_fraud', type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
  { name: 'known_at_ms', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
];

/** 1 divided by the chance of having been labelled. */
const weightColumn: SchemaElement = { name: 'weight', type: 'DOUBLE', repetition_type: 'REQUIRED' };

type Cell = number | string | boolean | null;

/**
 * Fills a feature file, which appears under its name only when it is whole.
 *
 * @param isWeighted whether rows have a weight, last of their leading cells
 */
export async function writeFeatureFile(
  path: string,
  isWeighted: boolean,
  fill: (file: FeatureFile) => Promise<void>,
): Promise<number> {
  const partPath = `${path}.part`;
  const file = new FeatureFile(partPath, isWeighted);
  try {
    await fill(file);
    await file.finish();
    await rename(partPath, path);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
  return file.rows;
}

/** A Parquet file of feature vectors, as `paymo train` reads it. Holds one group of rows in memory at a time. */
class FeatureFile {
  rows = 0;
  private readonly parquet: ParquetWriter;
  private readonly columns: readonly SchemaElement[];
  private readonly leadingColumns: readonly SchemaElement[];
  private leading: Cell[][];
  private readonly features = catalogue.map(() => new Float64Array(rowsPerGroup));

  constructor(path: string, isWeighted: boolean) {
    this.leadingColumns = isWeighted ? [...leadingColumns, weightColumn] : leadingColumns;
    this.leading = this.leadingColumns.map(() => []);
    this.columns = [
      ...this.leadingColumns,
      ...catalogue.map(({ name }): SchemaElement => ({ name, type: 'DOUBLE', repetition_type: 'REQUIRED' })),
    ];
    this.parquet = new ParquetWriter({
      writer: fileWriter(path),
      schema: [{ name: 'root', num_children: this.columns.length }, ...this.columns],
      codec: 'UNCOMPRESSED',
      statistics: false,
      kvMetadata: [{ key: 'paymo.catalogue_version', value: String(catalogueVersion) }],
    });
  }

  /** Adds a row: the leading cells, then the vector. Answers whether a group was written with it. */
  add(leading: readonly Cell[], vector: readonly number[]): boolean {
    const place = this.rows % rowsPerGroup;
    this.leading.forEach((column, index) => column.push(leading[index] ?? null));
    this.features.forEach((column, index) => {
      column[place] = vector[index] ?? Number.NaN;
    });
    this.rows += 1;
    if (this.rows % rowsPerGroup !== 0) return false;
    this.flush();
    return true;
  }

  async finish(): Promise<void> {
    if (this.rows % rowsPerGroup !== 0) this.flush();
    await this.parquet.finish();
  }

  private flush(): void {
    const rows = this.leading[0]?.length ?? 0;
    const data = [...this.leading, ...this.features.map((column) => column.subarray(0, rows))];
    void this.parquet.write({
      columnData: this.columns.map(({ name }, index) => ({ name, data: data[index] ?? [] })),
      rowGroupSize: rowsPerGroup,
    });
    this.leading = this.leadingColumns.map(() => []);
  }
}
