import { join } from 'node:path';
import { type Command, Option } from 'commander';
import Table from 'cli-table3';
import { listDeadLetters, replayDeadLetters } from '../dead-letters.js';
import { bench, benchTable } from '../../bench/bench.js';
import { reportJson } from '../../bench/report-json.js';
import { benchLoans, loansTable } from '../../bench/loans-bench.js';
import { benchRecommendations, recommendationsTable } from '../../bench/recommendations-bench.js';
import { benchScoring, scoringTable } from '../../bench/scoring-bench.js';
import { home, withStack } from '../home.js';
import { print, TerminalProgress } from '../terminal.js';
import { verifyLedgerAt } from '../verify.js';
import { wholeNumber } from '../whole-number.js';

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

const engineNames = ['duckdb', 'spark'] as const;

interface BenchOptions extends JsonOption {
  readonly only?: 'scoring' | 'loans' | 'recommendations';
  readonly loans: number;
  readonly events: number;
  readonly customers?: number;
  readonly engines: string;
}

function registerBench(program: Command): void {
  program
    .command('bench')
    .description(
      "measure throughput, latency and CPU under load, beside the naive design and the machine's limit",
    )
    .addOption(
      new Option('--only <part>', 'measure one part alone').choices(['scoring', 'loans', 'recommendations']),
    )
    .addOption(
      new Option('--loans <n>', 'how many loans the night of --only loans goes over')
        .argParser(wholeNumber)
        .default(20_000),
    )
    .addOption(
      new Option('--events <n>', 'events of the largest bank of --only recommendations')
        .argParser(wholeNumber)
        .default(1_000_000),
    )
    .addOption(
      new Option('--customers <n>', 'customers of that bank; one for a hundred events when absent').argParser(
        wholeNumber,
      ),
    )
    .addOption(
      new Option('--engines <names>', 'engines of --only recommendations')
        .choices(['duckdb', 'spark', 'both'])
        .default('duckdb'),
    )
    .option('--json', 'print the report as one line of JSON, last', false)
    .action(runBench);
}

async function runBench({ json, only, loans, events, customers, engines }: BenchOptions): Promise<void> {
  const folder = join(home, 'bench');
  if (only === 'scoring') {
    const report = await benchScoring(folder, new TerminalProgress());
    print(json ? reportJson(report) : scoringTable(report));
    return;
  }
  if (only === 'loans') {
    const report = await benchLoans(join(folder, 'loans'), loans, new TerminalProgress());
    print(json ? reportJson(report) : loansTable(report));
    return;
  }
  if (only === 'recommendations') {
    const size = { events, customers: customers ?? Math.ceil(events / 100) };
    const chosen = engineNames.filter((name) => engines === name || engines === 'both');
    const report = await benchRecommendations(folder, size, chosen, new TerminalProgress());
    print(json ? reportJson(report) : recommendationsTable(report));
    return;
  }
  const report = await bench(folder, new TerminalProgress());
  print(json ? reportJson(report) : benchTable(report));
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
