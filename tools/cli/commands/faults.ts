import type { Command } from 'commander';
import { runFaults } from '../../faults/run-faults.js';
import { inProject } from '../../project.js';
import { print, TerminalProgress } from '../terminal.js';
import { wholeNumber } from '../whole-number.js';

interface FaultsOptions {
  readonly runs: number;
  readonly seed: number;
  readonly json: boolean;
}

export function registerFaults(program: Command): void {
  program
    .command('faults')
    .description(
      'kill processes of a bank of its own while customers pay; status 1 when money, an event or a record is lost or doubled',
    )
    .option('--runs <n>', 'so many kills', wholeNumber, 1000)
    .option('--seed <n>', 'same seed, same schedule', wholeNumber, 1)
    .option('--json', 'print the report as one line of JSON, last', false)
    .action(async ({ runs, seed, json }: FaultsOptions) => {
      const report = await runFaults(inProject('.paymo', 'faults'), seed, runs, new TerminalProgress());
      const kills = Object.entries(report.kills).map(([victim, times]) => `${victim} ${times}`);
      const text = `${report.runs} runs (${kills.join(', ')}), ${report.payments} payments, ${report.faults.length} faults`;
      print(json ? JSON.stringify(report) : [text, ...report.faults].join('\n'));
      if (report.faults.length > 0) process.exitCode = 1;
    });
}
