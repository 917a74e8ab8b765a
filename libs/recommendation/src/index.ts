export { type EvaluationReport, type EvaluationOptions, evaluate, type Split } from './evaluate.js';
export type { InteractionMatrix } from './interaction-matrix.js';
export { type BatchEngine } from './batch/batch-engine.js';
export { usualBatchSettings } from './batch/batch-settings.js';
export { listMetrics } from './ranking-metrics.js';
export { DuckDbPipeline } from './batch/duckdb-pipeline.js';
export { SparkPipeline } from './batch/spark-pipeline.js';
export { type Arm, armOf, exposureOf, shownList } from './experiment/exploration.js';
export { type PolicyValue, sampleRatioP, snips } from './experiment/off-policy.js';
