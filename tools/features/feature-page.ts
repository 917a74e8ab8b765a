import { catalogue, catalogueVersion } from '@paymo/features';

/** The catalogue as the reference page shows it. */
export function featureTable(): string {
  const rows = catalogue.map(({ name, meaning, unit, entity, window, version }) =>
    [`\`${name}\``, meaning, unit, entity, window, String(version)].join(' | '),
  );
  return [
    `The catalogue, version ${catalogueVersion}: ${catalogue.length} features in the order of the vector.`,
    '',
    '| feature | meaning | unit | entity | window | since |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}
