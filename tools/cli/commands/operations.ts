import type { Command } from 'commander';
import Table from 'cli-table3';
import { registerBench } from './bench.js';
import { listDeadLetters, replayDeadLetters } from '../dead-letters.js';
import { withStack } from '../home.js';
import { print, TerminalProgress } from '../terminal.js';
import { verifyLedgerAt } from '../verify.js';

interface JsonOption {
  readonly json: boolean;
}

interface PrefixOption {
  readonly prefix: string;
}

const prefixHelp = 'of the topics of one bank, among several on a cluster';

export function registerOperations(program: Command): void {
  registerLedger(program);
  registerDeadLetters(program);
  registerBench(program);
}

function registerLedger(program: Command): void {
  program
    .command('ledger')
    .description('the double-entry ledger')
    .command('verify')
    .description('check every invariant of the ledger; status 1 when one is broken')
    .option('--json', 'as JSON', false)
    .action(({ json }: JsonOption) =>
      withStack(new TerminalProgress(), async ({ adminUrl }) => {
        const report = await verifyLedgerAt(adminUrl);
        const verdict = report.isBalanced ? 'balanced' : 'unbalanced';
        const text = `ledger ${verdict}: ${report.accounts} accounts, ${report.transfers} transfers`;
        print(json ? JSON.stringify(report) : [text, ...report.faults].join('\n'));
        if (!report.isBalanced) process.exitCode = 1;
      }),
    );
}

function registerDeadLetters(program: Command): void {
  const dlq = program.command('dlq').description('dead letters: messages that a consumer had to set aside');
  dlq
    .command('list')
    .description('those that were not replayed yet')
    .option('--prefix <text>', prefixHelp, '')
    .option('--json', 'as JSON', false)
    .action(({ prefix, json }: PrefixOption & JsonOption) =>
      withStack(new TerminalProgress(), async ({ kafkaBrokers }) => {
        const letters = await listDeadLetters(kafkaBrokers, prefix);
        if (json) {
          print(JSON.stringify(letters));
          return;
        }
        const table = new Table({
          head: ['topic', 'offset', 'consumer', 'reason'],
          style: { head: [], border: [] },
        });
        for (const { topic, offset, consumer, reason } of letters)
          table.push([topic, offset, consumer, reason.slice(0, 100)]);
        print(letters.length === 0 ? 'no dead letters' : table.toString());
      }),
    );
  dlq
    .command('replay')
    .description('send them back to the topics that they came from')
    .option('--prefix <text>', prefixHelp, '')
    .action(({ prefix }: PrefixOption) =>
      withStack(new TerminalProgress(), async ({ kafkaBrokers }) => {
        print(`${await replayDeadLetters(kafkaBrokers, prefix)} replayed`);
      }),
    );
}
