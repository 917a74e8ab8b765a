import type { ASTNode } from '@marcbachmann/cel-js';
import { accountKinds, paymentTypes } from '@paymo/contracts';
import { childrenOf, isTextLiteral, nodesOf } from './expression-nodes.js';
import { nearestName } from './nearest-name.js';
import { partyFields, variableNames, type Vocabulary } from './vocabulary.js';

/** What is wrong with an expression, where, and what may have been meant. */
export interface ExpressionFault {
  /** Characters from the start of the expression; null when the whole is meant. */
  readonly position: number | null;
  readonly message: string;
  readonly suggestion: string | null;
}

export const methods = ['startsWith', 'endsWith', 'contains'];
export const functions = ['inList'];
const operators = new Set([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '&&',
  '||',
  '?:',
  'in',
  '!_',
  '-_',
]);
/** Those that people write between or before values; the others are CEL's names. */
export const writtenOperators = [...operators].filter((name) => !/[_?]/.test(name));
const comparisons = new Set(['==', '!=', 'in']);
const structure = new Set(['value', 'id', '.', 'call', 'rcall', 'list']);

/**
 * Finds words that the vocabulary does not have, and what rules leave out of CEL: whatever loops, matches patterns,
 * or takes longer with longer texts. A rule thus costs no more than its length says.
 */
export function faultsOfWords(root: ASTNode, vocabulary: Vocabulary): ExpressionFault[] {
  return [...nodesOf(root)].flatMap((node) => faultOf(node, vocabulary) ?? []);
}

function faultOf(node: ASTNode, vocabulary: Vocabulary): ExpressionFault | null {
  if (!operators.has(node.op) && !structure.has(node.op))
    return fault(node.start, `rules do not use '${node.op}'`, `use ${writtenOperators.join(' ')}`);
  if (node.op === 'id') return unknownName(node, node.args, variableNames, 'no fact of a payment is called');
  if (node.op === '.') return faultOfField(node, node.args[0], node.args[1], vocabulary);
  if (node.op === 'call') return faultOfCall(node, node.args, vocabulary);
  if (node.op === 'rcall') return unknownName(node, node.args[0], methods, 'rules have no function');
  if (node.op === 'value') return faultOfLiteral(node, node.args);
  return comparisons.has(node.op) ? faultOfComparison(node) : null;
}

function faultOfCall(
  node: ASTNode,
  [name, args]: readonly [string, readonly ASTNode[]],
  vocabulary: Vocabulary,
): ExpressionFault | null {
  return name === 'inList'
    ? faultOfList(node, args, vocabulary)
    : unknownName(node, name, functions, 'rules have no function');
}

function faultOfField(
  node: ASTNode,
  object: ASTNode,
  field: string,
  vocabulary: Vocabulary,
): ExpressionFault | null {
  if (object.op !== 'id') return fault(node.start, `'.${field}' follows something that has no parts`, null);
  const position = node.end - field.length;
  if (object.args === 'features')
    return unknownAt(position, field, vocabulary.featureNames, 'the catalogue has no feature');
  if (object.args === 'payer' || object.args === 'payee')
    return unknownAt(position, field, partyFields, `${object.args} has no`);
  return fault(position, `'${object.args}' has no parts`, null);
}

function faultOfList(
  node: ASTNode,
  args: readonly ASTNode[],
  vocabulary: Vocabulary,
): ExpressionFault | null {
  const [list] = args;
  if (args.length !== 2 || !isTextLiteral(list))
    return fault(
      node.start,
      'inList takes the name of a list in quotes, and a value',
      "inList('name', payee.id)",
    );
  return unknownName(list, list.args, vocabulary.lists.names, 'there is no list');
}

function faultOfLiteral(node: ASTNode, value: unknown): ExpressionFault | null {
  if (value === null || ['string', 'boolean', 'number'].includes(typeof value)) return null;
  const written = node.input.slice(node.start, node.end);
  if (typeof value === 'bigint' && /^\d+$/.test(written)) return null;
  return fault(
    node.start,
    `rules do not know the literal ${written}`,
    'write numbers in decimals, such as 90000',
  );
}

/** A word that a fact can never be makes a rule that never fires; typing mistakes end here. */
function faultOfComparison(node: ASTNode): ExpressionFault | null {
  const parts = childrenOf(node);
  const [known] = parts.flatMap((part) => wordsOf(part) ?? []);
  if (known === undefined) return null;
  const literals = parts.flatMap((part) => (part.op === 'list' ? part.args : part)).filter(isTextLiteral);
  const wrong = literals.find(({ args }) => !known.words.includes(args));
  return wrong === undefined ? null : unknownName(wrong, wrong.args, known.words, `${known.fact} is never`);
}

function wordsOf(node: ASTNode): { fact: string; words: readonly string[] } | null {
  if (node.op === 'id' && node.args === 'type') return { fact: 'type', words: paymentTypes };
  if (node.op === '.' && node.args[1] === 'kind') return { fact: 'kind', words: accountKinds };
  return null;
}

function unknownName(
  node: ASTNode,
  name: string,
  known: readonly string[],
  message: string,
): ExpressionFault | null {
  return unknownAt(node.start, name, known, message);
}

function unknownAt(
  position: number,
  name: string,
  known: readonly string[],
  message: string,
): ExpressionFault | null {
  if (known.includes(name)) return null;
  const nearest = nearestName(name, known);
  return fault(
    position,
    `${message} '${name}'`,
    nearest === null ? listing(known) : `did you mean '${nearest}'?`,
  );
}

function listing(known: readonly string[]): string | null {
  if (known.length === 0) return null;
  return known.length > 12
    ? `one of ${known.length}, such as ${known[0] ?? ''}`
    : `one of ${known.join(', ')}`;
}

export function fault(position: number | null, message: string, suggestion: string | null): ExpressionFault {
  return { position, message, suggestion };
}
