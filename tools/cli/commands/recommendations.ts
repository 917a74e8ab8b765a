import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { evaluateFile } from '../../recommendations/evaluate-file.js';
import { evaluationTable } from '../../recommendations/evaluation-table.js';
import { describeFile, type InteractionColumns } from '../../recommendations/interaction-file.js';
import { sparkPython } from '../../recommendations/spark-environment.js';
import { askService } from '../ask-service.js';
import { tokensOf, withStack } from '../home.js';
import { listSchema, listText, runSchema, runsSchema, runsText } from '../recommendation-texts.js';
import { print, TerminalProgress } from '../terminal.js';

interface SplitChoice {
  readonly trainShare: number;
  readonly isDrawn: boolean;
}

interface EvaluateOptions extends InteractionColumns {
  readonly minRating?: number;
  readonly delimiter?: string;
  readonly split: SplitChoice;
  readonly k: number;
  readonly includeSeen: boolean;
  readonly usersMax: number;
  readonly seed: number;
  readonly json: boolean;
}

interface JsonOption {
  readonly json: boolean;
}

interface ReportOptions extends JsonOption {
  readonly out?: string;
}

interface RunOptions extends JsonOption {
  readonly engine?: string;
  readonly master?: string;
}

export function registerRecommendations(program: Command): void {
  const recommendations = program
    .command('recommendations')
    .description('personal recommendations: the nightly batch, and how good it is');
  registerEvaluate(recommendations);
  registerRuns(recommendations);
}

function registerEvaluate(recommendations: Command): void {
  recommendations
    .command('evaluate')
    .description('judge the algorithms on a file of interactions, beside popularity and chance')
    .argument('<file>', 'CSV or TSV, plain or .gz, with a header or with numbered columns')
    .requiredOption(
      '--user <column>',
      'column of the user: its name or, in a file without header, its number',
    )
    .requiredOption('--item <column>', 'column of the item')
    .requiredOption('--time <column>', 'column of the time: RFC 3339, or seconds or milliseconds since 1970')
    .option('--rating <column>', 'column of a rating')
    .option('--min-rating <n>', 'leave out rows with a lower rating', number)
    .option('--delimiter <text>', 'what separates columns, \\t for a tab; found by itself otherwise')
    .option(
      '--split <how>',
      "per-user-time:SHARE, each user's earliest share of rows to learn from; stratified:SHARE, drawn ones",
      splitChoice,
      { trainShare: 0.8, isDrawn: false },
    )
    .option('--k <n>', 'length of the lists', wholeNumber, 10)
    .option('--include-seen', 'recommend again what a user had before, as is right for shops', false)
    .option('--users-max <n>', 'users that are judged at most, drawn by chance', wholeNumber, 50_000)
    .option('--seed <n>', 'whole number that all chance comes from', wholeNumber, 1)
    .option('--json', 'print the report as one line of JSON', false)
    .action(async (path: string, options: EvaluateOptions, command: Command) => {
      const { minRating, split, json, delimiter } = options;
      if (minRating !== undefined && options.rating === undefined)
        command.error('error: --min-rating needs --rating');
      const file = await describeFile(path, columnsOf(options), delimiter);
      const drawnBy = split.isDrawn ? options.seed : undefined;
      const how = { trainShare: split.trainShare, drawnBy, minRating: minRating ?? null };
      const report = await evaluateFile(file, how, options);
      print(json ? JSON.stringify(report) : evaluationTable(report));
    });
}

/** The batch of the running system. */
function registerRuns(recommendations: Command): void {
  const add = (name: string, description: string): Command =>
    recommendations.command(name).description(description).option('--json', 'as JSON', false);
  add('run', 'run the batch now; status 1 when it published nothing')
    .addOption(new Option('--engine <name>', 'what runs the SQL').choices(['duckdb', 'spark']))
    .option('--master <master>', "Spark's master, such as local[2]")
    .action(async ({ json, engine, master }: RunOptions) => {
      if (engine === 'spark') sparkPython();
      const query = new URLSearchParams({
        ...(engine !== undefined && { engine }),
        ...(master !== undefined && { master }),
      });
      await ask(`/admin/recommendation-runs?${query.toString()}`, {}, (answer) => {
        const run = runSchema.parse(answer);
        print(json ? JSON.stringify(answer) : runsText([run]));
        if (run.status !== 'ready') process.exitCode = 1;
      });
    });
  add('list', 'the last runs with their checks').action(({ json }: JsonOption) =>
    ask('/admin/recommendation-runs', undefined, (answer) => {
      print(json ? JSON.stringify(answer) : runsText(runsSchema.parse(answer).items));
    }),
  );
  add('report', 'what is recommended, what becomes of it, and what other rankings would earn')
    .option('--out <file>', 'write it as an HTML page')
    .action(({ json, out }: ReportOptions) =>
      out === undefined
        ? ask('/admin/recommendation-report', undefined, (answer) => {
            print(JSON.stringify(answer, null, json ? 0 : 2));
          })
        : writeReportPage(out),
    );
  add('rollback', 'let the generation before the current one be read again').action(({ json }: JsonOption) =>
    ask('/admin/recommendation-runs/rollback', {}, (answer) => {
      print(json ? JSON.stringify(answer) : 'the generation before is read again');
    }),
  );
  add('show <account>', "one customer's list with its reasons").action(
    (account: string, { json }: JsonOption) =>
      ask(`/v1/recommendations?account=${encodeURIComponent(account)}`, undefined, (answer) => {
        print(json ? JSON.stringify(answer) : listText(listSchema.parse(answer)));
      }),
  );
}

function writeReportPage(file: string): Promise<void> {
  return withStack(new TerminalProgress(), async (state) => {
    const token = tokensOf(state).staff(userInfo().username);
    const answer = await fetch(`${state.recommendations}/admin/recommendation-report.html`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = await answer.text();
    if (!answer.ok) throw new Error(`the report cannot be read: ${page}`);
    writeFileSync(file, page);
    print(`written to ${file}`);
  });
}

function ask(path: string, body: object | undefined, show: (answer: unknown) => void): Promise<void> {
  return withStack(new TerminalProgress(), async (state) => {
    show(
      await askService(state.recommendations, {
        path,
        body,
        token: tokensOf(state).staff(userInfo().username),
      }),
    );
  });
}

function columnsOf({ user, item, time, rating }: EvaluateOptions): InteractionColumns {
  return { user, item, time, rating };
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('must be a number');
  return value;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('must be a whole number above 0');
  return Number(text);
}

function splitChoice(text: string): SplitChoice {
  const [, how, share] = /^(per-user-time|stratified):(0?\.\d+)$/.exec(text) ?? [];
  const trainShare = Number(share);
  if (!(trainShare > 0 && trainShare < 1))
    throw new InvalidArgumentError(
      'must be per-user-time:SHARE or stratified:SHARE, such as per-user-time:0.8',
    );
  return { trainShare, isDrawn: how === 'stratified' };
}
