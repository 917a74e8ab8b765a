import { compileExpression, type Predicate } from './compile-expression.js';
import type { ExpressionFault } from './expression-faults.js';
import type { PaymentContext } from './payment-context.js';
import type { RuleDefinition } from './rule-definition.js';
import type { Variables, Vocabulary } from './vocabulary.js';

/** A rule that can be evaluated. */
export interface Rule {
  readonly definition: RuleDefinition;
  readonly version: number;
  readonly predicate: Predicate;
  /** What it says when it fires. */
  readonly hit: RuleHit;
}

export type CompiledRule =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly faults: readonly ExpressionFault[] };

/** A rule that has something to say about a payment. */
export interface RuleHit {
  readonly ruleId: string;
  readonly version: number;
  readonly outcome: RuleDefinition['outcome'];
  /** The rule's own, or `rule_error` when an error stands for a hit. */
  readonly reason: string;
  readonly sentence: string;
}

interface RuleError {
  readonly ruleId: string;
  readonly version: number;
  readonly message: string;
}

export interface RuleVerdicts {
  readonly hits: readonly RuleHit[];
  /** Every error, also those that count as hits. */
  readonly errors: readonly RuleError[];
}

export function compileRule(definition: RuleDefinition, vocabulary: Vocabulary, version = 1): CompiledRule {
  const compiled = compileExpression(definition.expression, vocabulary);
  if (!compiled.ok) return compiled;
  const { id: ruleId, outcome, reason, sentence } = definition;
  const hit = { ruleId, version, outcome, reason, sentence };
  return { ok: true, rule: { definition, version, predicate: compiled.predicate, hit } };
}

/** Rules that are evaluated together; each costs the same, however many there are. */
export class RuleSet {
  /** @param rules compiled with the same vocabulary */
  constructor(
    readonly rules: readonly Rule[],
    readonly vocabulary: Vocabulary,
  ) {}

  evaluate(context: PaymentContext): RuleVerdicts {
    const hits: RuleHit[] = [];
    const errors: RuleError[] = [];
    if (this.rules.length === 0) return { hits, errors };
    const variables = this.vocabulary.variablesOf(context);
    for (const rule of this.rules) evaluateRule(rule, variables, hits, errors);
    return { hits, errors };
  }
}

function evaluateRule(rule: Rule, variables: Variables, hits: RuleHit[], errors: RuleError[]): void {
  try {
    if (rule.predicate.test(variables)) hits.push(rule.hit);
  } catch (error) {
    const { id: ruleId, outcome, onError } = rule.definition;
    const { version } = rule;
    const message = firstLine(error);
    errors.push({ ruleId, version, message });
    if (onError === 'ignore' || outcome === 'approve') return;
    const sentence = `The rule could not be evaluated: ${message}`;
    hits.push({ ruleId, version, outcome: 'hold', reason: 'rule_error', sentence });
  }
}

/** CEL draws a picture of the expression below the message. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
