import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Inspection, ModelCompany } from './inspect-here.js';
import type { InspectionRequest } from './inspection-process.js';
import { type InspectionLimits, inspectionLimits } from './inspection-limits.js';
import { type RefusalCode, ModelRefused } from './refusals.js';

export interface InspectionOptions {
  readonly limits?: InspectionLimits;
  /** The compiled `inspection-process.js`; by default the one beside this module. */
  readonly program?: string;
}

const memoryCheckMs = 25;
const pageBytes = 4096;

/**
 * Inspects a model file that somebody else made, with the manifest and golden rows that came with it. It is parsed
 * and run in a process of its own, with a limit on time and memory and without our environment variables: a file that
 * crashes the native runtime, or keeps it busy for ever, hurts nobody but itself.
 */
export async function inspectModel(
  bytes: Uint8Array,
  company: ModelCompany = {},
  { limits = inspectionLimits, program = beside('inspection-process.js') }: InspectionOptions = {},
): Promise<Inspection> {
  if (bytes.length > limits.bytesMax)
    return refused('file.too_large', `has ${bytes.length} bytes, ${limits.bytesMax} are allowed`);
  const heapMb = Math.ceil(limits.memoryBytesMax / 2 / 1024 / 1024);
  const child = fork(program, {
    execArgv: [`--max-old-space-size=${heapMb}`],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    return await answerOf(child, { bytes, company, limits });
  } finally {
    child.kill('SIGKILL');
  }
}

function answerOf(child: ChildProcess, request: InspectionRequest): Promise<Inspection> {
  const { memoryBytesMax, timeoutMs } = request.limits;
  return new Promise((resolve) => {
    const timeout = setTimeout(() => {
      end(refused('inspection.timed_out', `was not inspected within ${timeoutMs} ms`));
    }, timeoutMs);
    const memoryWatch = setInterval(() => {
      const resident = residentBytes(child.pid);
      if (resident > memoryBytesMax)
        end(refused('inspection.out_of_memory', `needs more than ${memoryBytesMax} bytes of memory`));
    }, memoryCheckMs);
    const end = (inspection: Inspection): void => {
      clearTimeout(timeout);
      clearInterval(memoryWatch);
      resolve(inspection);
    };
    child.once('message', (inspection: Inspection) => {
      end(inspection);
    });
    child.once('error', (error) => {
      end(refused('inspection.crashed', `cannot be inspected: ${error.message}`));
    });
    child.once('exit', (status, signal) => {
      end(refused('inspection.crashed', `ended its inspection with ${signal ?? `status ${status ?? 0}`}`));
    });
    child.send(request, (error) => {
      if (error !== null) end(refused('inspection.crashed', `cannot be inspected: ${error.message}`));
    });
  });
}

/** Linux says how much memory a process has; elsewhere only the limit on the heap of JavaScript holds. */
function residentBytes(pid: number | undefined): number {
  try {
    const [, pages] = readFileSync(`/proc/${pid ?? 0}/statm`, 'utf8').split(' ');
    return Number(pages) * pageBytes;
  } catch {
    return 0;
  }
}

function refused(code: RefusalCode, problem: string): Inspection {
  return { outcome: 'refused', refusal: new ModelRefused(code, 'model', problem).refusal };
}

function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
