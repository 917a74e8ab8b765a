// Runs in a process of its own (see inspect-model.ts): takes one request, answers it and ends.
import { inspectHere, type ModelCompany } from './inspect-here.js';
import type { InspectionLimits } from './inspection-limits.js';

export interface InspectionRequest {
  readonly bytes: Uint8Array;
  readonly company: ModelCompany;
  readonly limits: InspectionLimits;
}

process.once('message', (request: InspectionRequest) => {
  void inspectHere(request.bytes, request.company, request.limits).then((inspection) => {
    process.send?.(inspection, () => {
      process.disconnect();
    });
  });
});
