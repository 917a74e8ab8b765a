import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { catalogue } from '@paymo/features';
import { buildFeatures } from '../../features/build-features.js';
import { exportFeatures } from '../../features/export-features.js';
import { featureTable } from '../../features/feature-page.js';
import { importLabels } from '../../features/import-labels.js';
import { parseLabelCsv } from '../../features/label-csv.js';
import { pseudonymsBy } from '../../features/pseudonyms.js';
import { verifyFeatures } from '../../features/verify-features.js';
import { readMapping } from '../../payment-log/mapping.js';
import { readPaymentLog } from '../../payment-log/read-payment-log.js';
import { scoringAdmin, withStack } from '../home.js';
import { runReplay } from '../run-replay.js';
import { formatMoney, summaryTable } from '../summary-table.js';
import { print, TerminalProgress } from '../terminal.js';
import { writePayments } from '../../simulator/csv-file.js';
import { defaultOptions, type SimulatorOptions, simulatorSettings } from '../../simulator/settings.js';
import { simulate } from '../../simulator/simulate.js';
import { simulationTable } from '../../simulator/simulation-table.js';
import { SimulationSummary } from '../../simulator/simulation-summary.js';
import { wholeNumber } from '../whole-number.js';

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
  registerVerify(features);
  registerExport(features);
  registerLabels(program);
}

function registerVerify(features: Command): void {
  features
    .command('verify')
    .description(
      'compute them twice, from states and anew from all that came before; status 1 when any differs',
    )
    .argument('<file>', 'CSV with a header, plain or .gz')
    .requiredOption('--mapping <file>', 'JSON that names the columns; see docs/reference/mapping.md')
    .action(async (file: string, { mapping }: { mapping: string }) => {
      const log = readPaymentLog(file, await readMapping(mapping));
      const { payments, values, differing } = await verifyFeatures(log, (done) =>
        process.stderr.write(`${done} payments\n`),
      );
      print(
        `${payments} payments, ${values} values: ${differing.length === 0 ? 'all equal' : 'they differ'}`,
      );
      for (const difference of differing) print(difference);
      if (differing.length > 0) process.exitCode = 1;
    });
}

function registerLabels(program: Command): void {
  program
    .command('labels')
    .description('what became known about payments after their decision')
    .command('import')
    .description('count what a CSV of claims and chargebacks would teach, or teach it')
    .argument('<file>', 'CSV with the columns payment_id, is_fraud, known_at and source')
    .option('--apply', 'teach it', false)
    .option('--actor <name>', 'who you are', userInfo().username)
    .option('--json', 'print the counts as one line of JSON', false)
    .action(
      async (file: string, { apply, actor, json }: { apply: boolean; actor: string; json: boolean }) => {
        const labels = parseLabelCsv(await readFile(file, 'utf8'));
        await withStack(new TerminalProgress(), async (state) => {
          const counts = await importLabels(scoringAdmin(state, actor), labels, apply);
          const { fresh, known, unknownPayments } = counts;
          const text = `${fresh} new, ${known} known already, ${unknownPayments} of unknown payments`;
          print(
            json
              ? JSON.stringify({ applied: apply, ...counts })
              : `${apply ? 'imported' : 'would import'}: ${text}`,
          );
        });
      },
    );
}

interface ExportOptions {
  readonly from: Date;
  readonly to: Date;
  readonly labelsAsOf: Date;
  readonly maturityDays: number;
  readonly out: string;
  readonly json: boolean;
}

function registerExport(features: Command): void {
  features
    .command('export')
    .description('write the vectors that decisions stored, with their labels, into a Parquet file')
    .requiredOption('--from <time>', 'decisions made from then on, such as 2026-11-01T00:00:00Z', time)
    .requiredOption('--to <time>', 'and before then', time)
    .requiredOption('--labels-as-of <time>', 'labels as they were believed then', time)
    .requiredOption('--out <file>', 'Parquet file to write')
    .option('--maturity-days <n>', 'leave younger payments unlabelled, counted back from then', days, 0)
    .option('--json', 'print the counts as one line of JSON', false)
    .action(({ out, json, ...order }: ExportOptions) =>
      withStack(new TerminalProgress(), async (state) => {
        const pseudonyms = pseudonymsBy(process.env['PAYMO_PSEUDONYM_KEY']);
        const counts = await exportFeatures(scoringAdmin(state), order, pseudonyms, out);
        const { rows, labelled, frauds, immature, otherCatalogue } = counts;
        const text = [
          `${out}: ${rows} rows, ${labelled} labelled, ${frauds} of them fraud`,
          `${immature} labels withheld as immature, ${otherCatalogue} rows of other catalogues left out`,
        ].join('\n');
        print(json ? JSON.stringify({ out, ...counts, pseudonymKey: pseudonyms.keyFrom }) : text);
      }),
    );
}

function time(text: string): Date {
  if (!/^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:\d\d))?$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('must be a time such as 2026-11-01T00:00:00Z or a date, in UTC');
  return new Date(text);
}

function days(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('must be a number of days, 0 or more');
  return Number(text);
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
