export { alertBudget, type BudgetReport, type ScoredPayment } from './alert-budget.js';
export type { ExpressionFault } from './expression-faults.js';
/** @public */
export { HoldLimiter } from './hold-limiter.js';
/** @public */
export type { PaymentContext } from './payment-context.js';
export { type PolicyDocument, policySchema } from './policy-document.js';
export { compilePolicy, type Outcome, type Policy } from './policy.js';
/** @public */
export { decide, type PolicyDecision } from './policy.js';
export { type RuleDefinition, ruleDefinitionSchema, ruleIdSchema } from './rule-definition.js';
export { type PastDecision, type RuleReport, RuleReporter } from './rule-report.js';
export { compileRule, type Rule, RuleSet } from './rule-set.js';
/** @public */
export type { RuleVerdicts } from './rule-set.js';
export { type ListEntries, ValueLists } from './value-lists.js';
export { Vocabulary } from './vocabulary.js';
