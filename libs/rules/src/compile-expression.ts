import type { ASTNode, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import { type ExpressionFault, fault, faultsOfWords } from './expression-faults.js';
import { nodesOf } from './expression-nodes.js';
import type { Variables, Vocabulary } from './vocabulary.js';

export interface Predicate {
  readonly source: string;
  /** Whether the expression names the score, which a payment without one makes an error of. */
  readonly usesScore: boolean;
  /** @throws Error when the expression has no answer for this payment */
  readonly test: (variables: Variables) => boolean;
}

export type CompiledExpression =
  | { readonly ok: true; readonly predicate: Predicate }
  | { readonly ok: false; readonly faults: readonly ExpressionFault[] };

/** Text that is put into an expression, which keeps its own characters in their order. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * Compiles a CEL expression that answers yes or no about a payment; everything wrong with it is found here.
 *
 * Every number is a double, whichever way it is written, so that `amount > 90000`, `amount > 90000.0` and
 * `balance_share > 1 / 2` mean what they say; a division by zero is an error and not infinity.
 */
export function compileExpression(source: string, vocabulary: Vocabulary): CompiledExpression {
  const parsed = parse(source, vocabulary);
  if ('faults' in parsed) return { ok: false, faults: parsed.faults };
  const wrongWords = faultsOfWords(parsed.root, vocabulary);
  if (wrongWords.length > 0) return { ok: false, faults: wrongWords };

  const nodes = [...nodesOf(parsed.root)];
  const insertions = insertionsFor(nodes);
  const run = vocabulary.environment.parse(withInsertions(source, insertions));
  const { type, error } = run.check();
  if (error !== undefined) return { ok: false, faults: [typeFault(error, insertions)] };
  if (type !== 'bool') {
    const message = `a rule answers yes or no; this is ${article(inWords(type ?? 'dyn'))}`;
    return { ok: false, faults: [fault(null, message, 'compare it with something, as in amount > 90000')] };
  }
  const usesScore = nodes.some(({ op, args }) => op === 'id' && args === 'score');
  const test = (variables: Variables): boolean => {
    const answer: unknown = run(variables);
    if (typeof answer !== 'boolean') throw new TypeError('the expression answered neither yes nor no');
    return answer;
  };
  return { ok: true, predicate: { source, usesScore, test } };
}

function parse(
  source: string,
  { environment }: Vocabulary,
): { readonly root: ASTNode } | { readonly faults: ExpressionFault[] } {
  try {
    return { root: environment.parse(source).ast };
  } catch (error) {
    return { faults: [syntaxFault(source, error)] };
  }
}

function syntaxFault(source: string, error: unknown): ExpressionFault {
  const position = positionOf(error);
  const isAtEnd = position !== null && position >= source.trimEnd().length;
  if (isAtEnd) return fault(position, 'the expression ends too early', 'something is missing at its end');
  const rest = position === null ? '' : source.slice(Math.max(0, position - 3), position + 2);
  const word = /\b(and|or|not)\b/i.exec(source);
  if (word !== null)
    return fault(word.index, `'${word[0]}' is no operator`, 'write && for and, || for or, ! for not');
  if (/[^=!<>]=(?!=)/.test(rest)) return fault(position, "'=' does not compare", 'write == to compare');
  return fault(position, summaryOf(error), null);
}

/** In the order of their places; at the end of several nodes, what belongs to the inner one comes first. */
function insertionsFor(nodes: readonly ASTNode[]): Insertion[] {
  const behind = nodes.toReversed().flatMap((node): Insertion[] => {
    if (node.op === 'value' && typeof node.args === 'bigint') return [{ at: node.end, text: '.0' }];
    if (node.op === 'id' && node.args === 'type') return [{ at: node.end, text: '_' }];
    return node.op === '/' ? [{ at: node.args[1].end, text: ')' }] : [];
  });
  const before = nodes.flatMap((node) =>
    node.op === '/' ? [{ at: node.args[1].start, text: 'divisor(' }] : [],
  );
  return [...behind, ...before].sort((a, b) => a.at - b.at);
}

function withInsertions(source: string, insertions: readonly Insertion[]): string {
  let result = '';
  let done = 0;
  for (const { at, text } of insertions) {
    result += source.slice(done, at) + text;
    done = at;
  }
  return result + source.slice(done);
}

function typeFault(error: ParseError | CelTypeError, insertions: readonly Insertion[]): ExpressionFault {
  const position = positionOf(error);
  const message = inWords(summaryOf(error).replace('no such overload:', 'cannot be computed:'));
  return fault(position === null ? null : originalPosition(position, insertions), message, null);
}

function originalPosition(position: number, insertions: readonly Insertion[]): number {
  let shift = 0;
  for (const { at, text } of insertions) {
    if (at + shift >= position) break;
    shift += text.length;
  }
  return position - shift;
}

function positionOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('range' in error)) return null;
  const { range } = error;
  if (typeof range !== 'object' || range === null || !('start' in range)) return null;
  return typeof range.start === 'number' ? range.start : null;
}

function summaryOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
}

/** CEL's names of types in the words of people who write rules. */
function inWords(text: string): string {
  return text
    .replaceAll(/\b(double|int)\b/g, 'number')
    .replaceAll(/\bstring\b/g, 'text')
    .replaceAll(/\bbool\b/g, 'yes-or-no')
    .replaceAll(/\btype_/g, 'type');
}

function article(noun: string): string {
  return noun === 'dyn' ? 'something else' : `a ${noun}`;
}
