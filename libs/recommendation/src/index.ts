export { type EvaluationReport, type EvaluationOptions, evaluate, type Split } from './evaluate.js';
export type { InteractionMatrix } from './interaction-matrix.js';
