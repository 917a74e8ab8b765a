export { FraudModel } from './fraud-model.js';
export type { Inspection, ModelFacts } from './inspect-here.js';
export { inspectModel } from './inspect-model.js';
export { inspectionLimits } from './inspection-limits.js';
export { inferResponse, parseInferRequest } from './open-inference.js';
