import type { ModelFacts } from '@paymo/inference';
import type { ValidatedModel } from './validate-model.js';

/** What a terminal shows of a validated model. */
export function describeModel({ file, inspection, skeleton }: ValidatedModel): string {
  if (inspection.outcome === 'refused') {
    const { code, reason, remedy } = inspection.refusal;
    return [`✗ ${file}: refused (${code})`, `  reason  ${reason}`, `  remedy  ${remedy}`].join('\n');
  }
  const lines = factLines(inspection.facts).map(([name, text]) => `  ${name.padEnd(11)} ${text}`);
  const manifest =
    skeleton === undefined
      ? []
      : [
          '  manifest    none; one to start from (--write-manifest writes it):',
          JSON.stringify(skeleton, null, 2),
        ];
  return [`✓ ${file}: accepted`, ...lines, ...manifest].join('\n');
}

function factLines(facts: ModelFacts): [string, string][] {
  const { explanation, microsecondsPerRow, output, sha256 } = facts;
  const opset = Object.entries(facts.opset).map(([domain, version]) => `${domain} ${version}`);
  return [
    [
      'model',
      `${facts.kind}, ${facts.trees} trees, ${facts.nodes} nodes, depth ${facts.depth}, ${facts.bytes} bytes`,
    ],
    ['exporter', `${facts.producer || 'unknown'}; opset ${opset.join(', ')}`],
    ['input', `${facts.input.name}: ${facts.input.width} features`],
    ['output', outputText(output)],
    ['ZipMap', facts.zipMapRemoved ? 'removed' : 'none'],
    ['sha256', sha256.file === sha256.asRun ? sha256.file : `${sha256.file}, as it runs ${sha256.asRun}`],
    [
      'explained',
      explanation === null
        ? 'not: it takes trees and, without covers in the file, golden rows'
        : `${explanation.unit} from ${explanation.baseValue.toPrecision(6)}, covers from ${explanation.covers}`,
    ],
    ['golden rows', `${facts.goldenRows}`],
    [
      'speed',
      `${microsecondsPerRow.alone.toFixed(1)} µs a row alone, ${microsecondsPerRow.among256.toFixed(2)} among 256`,
    ],
  ];
}

function outputText({ name, column, classes, isClassNamed }: ModelFacts['output']): string {
  const label = classes[column] === undefined ? '' : ` (class ${classes[column]})`;
  const question = isClassNamed ? '' : ', guessed: name it in the manifest';
  return `${name}, column ${column}${label}${question}`;
}
