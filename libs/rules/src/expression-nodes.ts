import type { ASTNode } from '@marcbachmann/cel-js';

/** The parts of an expression directly below a part of it. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return [];
  if (node.op === '.' || node.op === '.?') return [node.args[0]];
  if (node.op === 'call') return node.args[1];
  if (node.op === 'rcall') return [node.args[1], ...node.args[2]];
  if (node.op === 'map') return node.args.flat();
  return Array.isArray(node.args) ? node.args : [node.args];
}

/** Every part of an expression, the whole first. */
export function* nodesOf(node: ASTNode): Generator<ASTNode> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

export function isTextLiteral(node: ASTNode | undefined): node is ASTNode & { op: 'value'; args: string } {
  return node?.op === 'value' && typeof node.args === 'string';
}
