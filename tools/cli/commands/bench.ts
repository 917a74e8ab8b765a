import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { accessTable, benchAccess } from '../../bench/access-bench.js';
import { bench, benchTable } from '../../bench/bench.js';
import { benchLoans, loansTable } from '../../bench/loans-bench.js';
import { benchRecommendations, recommendationsTable } from '../../bench/recommendations-bench.js';
import { reportJson } from '../../bench/report-json.js';
import { benchReview, reviewTable } from '../../bench/review-bench.js';
import { benchScoring, scoringTable } from '../../bench/scoring-bench.js';
import { benchStreams, streamsTable } from '../../bench/streams-bench.js';
import { type Yardstick, yardstick, yardstickLine } from '../../bench/yardstick.js';
import { home } from '../home.js';
import { print, TerminalProgress } from '../terminal.js';
import { wholeNumber } from '../whole-number.js';

const engineNames = ['duckdb', 'spark'] as const;
const parts = ['scoring', 'review', 'loans', 'recommendations', 'streams', 'access'] as const;

interface BenchOptions {
  readonly only?: (typeof parts)[number];
  readonly items: number;
  readonly streams: number;
  readonly loans: number;
  readonly events: number;
  readonly customers?: number;
  readonly engines: string;
  readonly json: boolean;
}

/** A report as it is, and for people. */
interface Measured {
  readonly report: object;
  readonly table: string;
}

export function registerBench(program: Command): void {
  const number = (flag: string, what: string, usual: number): Option =>
    new Option(`--${flag} <n>`, what).argParser(wholeNumber).default(usual);
  program
    .command('bench')
    .description(
      "measure throughput, latency and CPU under load, beside the naive design and the machine's limit",
    )
    .addOption(new Option('--only <part>', 'measure one part alone').choices(parts))
    .addOption(number('items', 'open cases in the queue of --only review', 100_000))
    .addOption(number('streams', 'open streams of --only streams', 5000))
    .addOption(number('loans', 'how many loans the night of --only loans goes over', 20_000))
    .addOption(number('events', 'events of the largest bank of --only recommendations', 1_000_000))
    .addOption(
      new Option('--customers <n>', 'customers of that bank; one for a hundred events when absent').argParser(
        wholeNumber,
      ),
    )
    .addOption(
      new Option('--engines <names>', 'engines of --only recommendations; none to measure reads alone')
        .choices(['duckdb', 'spark', 'both', 'none'])
        .default('duckdb'),
    )
    .option('--json', 'print the report as one line of JSON, last', false)
    .action(async (options: BenchOptions) => {
      const progress = new TerminalProgress();
      progress.step('Measuring how fast this machine is');
      const machine = await yardstick();
      const { report, table } = await run(options, machine, join(home, 'bench'), progress);
      print(options.json ? reportJson({ ...report, machine }) : `${table}\n${yardstickLine(machine)}`);
    });
}

async function run(
  { only, items, streams, loans, events, customers, engines }: BenchOptions,
  { slower }: Yardstick,
  folder: string,
  progress: TerminalProgress,
): Promise<Measured> {
  if (only === undefined) return shown(await bench(folder, progress, slower), benchTable);
  switch (only) {
    case 'scoring':
      return shown(await benchScoring(join(folder, 'scoring'), progress), scoringTable);
    case 'review':
      return shown(await benchReview(join(folder, 'review'), items, progress), reviewTable);
    case 'streams':
      return shown(await benchStreams(join(folder, 'streams'), streams, progress), streamsTable);
    case 'access':
      return shown(await benchAccess(join(folder, 'access'), slower, progress), accessTable);
    case 'loans':
      return shown(await benchLoans(join(folder, 'loans'), loans, progress), loansTable);
    case 'recommendations': {
      const chosen = engineNames.filter((name) => engines === name || engines === 'both');
      const size = { events, customers: customers ?? Math.ceil(events / 100) };
      return shown(await benchRecommendations(folder, size, chosen, progress, slower), recommendationsTable);
    }
  }
}

function shown<Report extends object>(report: Report, tableOf: (report: Report) => string): Measured {
  return { report, table: tableOf(report) };
}
