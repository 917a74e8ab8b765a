import { type Command, InvalidArgumentError } from 'commander';
import { catalogue } from '@paymo/features';
import { buildFeatures } from '../../features/build-features.js';
import { featureTable } from '../../features/feature-page.js';
import { readMapping } from '../../payment-log/mapping.js';
import { readPaymentLog } from '../../payment-log/read-payment-log.js';
import { withStack } from '../home.js';
import { runReplay } from '../run-replay.js';
import { formatMoney, summaryTable } from '../summary-table.js';
import { print, TerminalProgress } from '../terminal.js';
import { writePayments } from '../../simulator/csv-file.js';
import { defaultOptions, type SimulatorOptions, simulatorSettings } from '../../simulator/settings.js';
import { simulate } from '../../simulator/simulate.js';
import { simulationTable } from '../../simulator/simulation-table.js';
import { SimulationSummary } from '../../simulator/simulation-summary.js';

interface ReplayOptions {
  readonly mapping: string;
  readonly limit?: number;
  readonly json: boolean;
}

export function registerData(program: Command): void {
  program
    .command('replay')
    .description('send a CSV of transfers through the running system, and sum up what became of it')
    .argument('<file>', 'CSV with a header, plain or .gz')
    .requiredOption('--mapping <file>', 'JSON that names the columns; see docs/reference/mapping.md')
    .option('--limit <n>', 'send the first n payments only', wholeNumber)
    .option('--json', 'print the summary as one line of JSON, last', false)
    .action((file: string, { mapping, limit, json }: ReplayOptions) => {
      const progress = new TerminalProgress();
      return withStack(progress, async (state) => {
        const { summary } = await runReplay({ file, mappingFile: mapping, limit }, state, progress);
        const { currency } = await readMapping(mapping);
        print(json ? JSON.stringify(summary) : summaryTable(summary, currency));
        if (summary.undecided > 0 || summary.ledger !== 'balanced') process.exitCode = 1;
      });
    });

  registerSimulate(program);

  const features = program.command('features').description('the feature catalogue and training sets');
  features
    .command('list')
    .description('print the catalogue as a Markdown table, or as JSON')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) => {
      print(json ? JSON.stringify(catalogue) : featureTable());
    });
  features
    .command('build')
    .description("compute every payment's features from a log, in its order, into a Parquet file")
    .argument('<file>', 'CSV with a header, plain or .gz')
    .requiredOption('--mapping <file>', 'JSON that names the columns; see docs/reference/mapping.md')
    .requiredOption('--out <file>', 'Parquet file to write')
    .action(async (file: string, { mapping, out }: { mapping: string; out: string }) => {
      const payments = readPaymentLog(file, await readMapping(mapping));
      const { rows, frauds } = await buildFeatures(payments, out, (done) =>
        process.stderr.write(`${done} rows\n`),
      );
      print(`${out}: ${rows} rows, ${frauds} of them fraud`);
    });
}

interface SimulateOptions extends SimulatorOptions {
  readonly out: string;
  readonly json: boolean;
}

function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description("write a simulated bank's payments, frauds and late labels as a CSV; same seed, same bytes")
    .requiredOption('--out <file>', 'CSV to write, compressed when it ends in .gz')
    .requiredOption('--seed <n>', 'whole number that all chance comes from')
    .requiredOption('--customers <n>', 'customers of the bank, each about two payments a day')
    .requiredOption('--days <n>', 'days to simulate')
    .option('--from <date>', 'the first day', defaultOptions.from)
    .option('--fraud-share <share>', 'share of the payments that are fraud', defaultOptions.fraudShare)
    .option('--typologies <names>', 'kinds of fraud, between commas', defaultOptions.typologies)
    .option(
      '--drift <kind@day...>',
      'what changes from a day on (0 is the first): amounts, new-typology, behaviour',
      defaultOptions.drift,
    )
    .option('--label-delay-days <days>', 'mean time until a label is known', defaultOptions.labelDelayDays)
    .option('--missing-labels <share>', 'share of labels that nobody learns', defaultOptions.missingLabels)
    .option('--json', 'print the summary as one line of JSON, last', false)
    .action(async ({ out, json, ...options }: SimulateOptions) => {
      const settings = simulatorSettings(options);
      const progress = new TerminalProgress();
      const summary = new SimulationSummary();
      progress.step(`Simulating ${settings.days} days of ${settings.customers} customers`);
      const payments = summary.counting(simulate(settings), (done) => {
        progress.part(done, settings.days);
      });
      await writePayments(out, payments);
      progress.part(settings.days, settings.days);
      const { report } = summary;
      print(json ? JSON.stringify(report) : simulationTable(report, formatMoney));
    });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('must be a whole number above 0');
  return Number(text);
}
