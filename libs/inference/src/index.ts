export { FraudModel } from './fraud-model.js';
export type { Inspection, ModelFacts } from './inspect-here.js';
export { inspectModel } from './inspect-model.js';
export { inspectionLimits } from './inspection-limits.js';
export { parseManifest } from './manifest.js';
export { type ModelFiles, readModelFiles } from './model-folder.js';
export { ModelRefused } from './refusals.js';
export {
  explainResponse,
  inferResponse,
  type InferResponse,
  modelMetadata,
  type ModelMetadata,
  parseInferRequest,
} from './open-inference.js';
