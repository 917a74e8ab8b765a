export { FraudModel } from './fraud-model.js';
export type { Inspection, ModelCompany, ModelFacts } from './inspect-here.js';
export { inspectModel } from './inspect-model.js';
export { inspectionLimits } from './inspection-limits.js';
export { type InferRequest, inferResponse, parseInferRequest } from './open-inference.js';
