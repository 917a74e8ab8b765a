/** What a model file may cost. */
export interface InspectionLimits {
  readonly bytesMax: number;
  readonly graphNodesMax: number;
  readonly treeNodesMax: number;
  readonly depthMax: number;
  /** Time to score one row among 256, on one core. */
  readonly microsecondsPerRowMax: number;
  /** Wall time of the whole inspection. */
  readonly timeoutMs: number;
  /** Resident memory of the process that inspects, Node.js itself (about 80 MB) included. */
  readonly memoryBytesMax: number;
}

export const inspectionLimits: InspectionLimits = {
  bytesMax: 32 * 1024 * 1024,
  graphNodesMax: 200,
  treeNodesMax: 1_000_000,
  depthMax: 128,
  microsecondsPerRowMax: 1000,
  timeoutMs: 30_000,
  memoryBytesMax: 1024 * 1024 * 1024,
};
