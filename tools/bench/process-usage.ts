import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of /proc on Linux. */
const ticksPerS = 100;
const pageKb = 4;

export interface Usage {
  readonly cpuMs: number;
  readonly rssMb: number;
}

/**
 * CPU time and resident memory of a process and its children, ended children included. Shared pages of a
 * process tree are counted once, by its proportional set size where the kernel tells it.
 */
export function usageOf(pid: number): Usage {
  const tree = [pid, ...childrenOf(pid)];
  let ticks = 0;
  let memoryKb = 0;
  for (const member of tree) {
    const fields = statOf(member);
    if (fields === undefined) continue;
    ticks += Number(fields[11]) + Number(fields[12]);
    if (member === pid) ticks += Number(fields[13]) + Number(fields[14]);
    memoryKb += proportionalKb(member) ?? Number(fields[21]) * pageKb;
  }
  return { cpuMs: (ticks / ticksPerS) * 1000, rssMb: memoryKb / 1024 };
}

/** The fields of /proc/<pid>/stat behind the command name; the first is the state. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => Number(statOf(candidate)?.[1]) === pid);
}

function proportionalKb(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]);
  } catch {
    return undefined;
  }
}
