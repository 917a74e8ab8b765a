import Table from 'cli-table3';
import { type Command, Option } from 'commander';
import { dayCounts, lastInstalments, methods, partialKeeps, type Period, roundings } from '@paymo/lending';
import { aprReport, type Regime, regimes, unitOf, usualUnit } from '../../loans/apr-report.js';
import { cashFlows, type CashOptions } from '../../loans/cash-flows.js';
import { fairnessTable, readFairness } from '../../loans/fairness-report.js';
import * as values from '../../loans/loan-values.js';
import { type ScheduleOptions, scheduleReport } from '../../loans/schedule-report.js';
import { type SettleOptions, settleReport } from '../../loans/settle-report.js';
import { withStack } from '../home.js';
import { registerCreditModels } from './credit-models.js';
import { print, TerminalProgress } from '../terminal.js';

interface Output {
  readonly json: boolean;
}

const monthly: Period = { unit: 'month', count: 1 };
interface AprOptions extends CashOptions {
  readonly regime: Regime;
  readonly unit?: Period;
  readonly decimals?: number;
}

const plain = { head: [], border: [] };

export function registerLoans(program: Command): void {
  const loans = program.command('loans').description('what loans cost, and how fairly they are decided');
  registerApr(loans);
  registerSchedule(loans);
  registerSettle(loans);
  registerFairness(loans);
  registerCreditModels(loans);
}

function registerFairness(loans: Command): void {
  loans
    .command('fairness')
    .description(
      'compare approval rates by age; status 1 when the lowest is below four fifths of the highest',
    )
    .option('--json', 'as JSON', false)
    .action(({ json }: Output) =>
      withStack(new TerminalProgress(), async ({ adminUrl }) => {
        const report = await readFairness(adminUrl);
        print(json ? JSON.stringify(report) : fairnessTable(report));
        if (!report.passed) process.exitCode = 1;
      }),
    );
}

function registerApr(loans: Command): void {
  withPeriods(withPayments(loans.command('apr')))
    .description('the annual percentage rate of money that was advanced and paid back')
    .option('--amount <money>', 'what is drawn down first', values.positiveMoney)
    .option('--first <periods>', 'length of the first period in periods, such as 1+19/30', values.periodCount)
    .option('--drawn-on <date>', 'when; without it all times count from the first drawdown', values.civilDate)
    .option('--advance <money@when>', 'a drawdown, such as 500@6m; may be repeated', values.datedAmount)
    .addOption(regimeOption())
    .option(
      '--unit <period>',
      "us: the unit period; default the payments' own, or the term of a single payment",
      values.period,
    )
    .option('--decimals <n>', 'of the published figure; default 1 for eu, 2 for us', values.decimals)
    .option('--json', 'as JSON', false)
    .addHelpText('after', aprHelp)
    .action((options: AprOptions & Output) => {
      const flows = cashFlows(options);
      const unit = options.unit === undefined ? usualUnit(flows, options.every) : unitOf(options.unit);
      const report = aprReport(flows, options.regime, unit, options.decimals);
      const text = `${report.published} % (${report.aprPercent} %): ${report.advanced} advanced, ${report.paid} paid back`;
      print(options.json ? JSON.stringify(report) : text);
    });
}

function registerSchedule(loans: Command): void {
  withPlan(
    loans
      .command('schedule')
      .description('the plan that repays a loan, with its APR and the cap on its price'),
  )
    .requiredOption('--rate <percent>', 'nominal, a year', values.percentRate)
    .option('--count <n>', 'instalments', values.instalmentCount)
    .addOption(regimeOption())
    .option('--json', 'as JSON', false)
    .action(({ json, ...options }: ScheduleOptions & Output) => {
      const report = scheduleReport(options);
      if (json) {
        print(JSON.stringify(report));
        return;
      }
      const { apr, cap, totalPayment, totalInterest } = report;
      print(instalmentTable(report.instalments));
      print(
        `in all ${totalPayment}, of which interest ${totalInterest}; APR ${apr.published} % (${apr.aprPercent} %)`,
      );
      print(`charges ${cap.charges}, ${cap.isWithin ? 'within' : 'ABOVE'} the cap of ${cap.chargesMax}`);
    });
}

function registerSettle(loans: Command): void {
  withPayments(withPlan(loans.command('settle').description('what ends a loan early, or a part of it')))
    .option('--rate <percent>', 'nominal, a year; or give --instalment', values.percentRate)
    .option('--after <n>', 'settle right after that instalment', values.instalmentCount)
    .option('--settle-on <date>', 'settle on that day', values.civilDate)
    .option('--requested-on <date>', 'settle 28 days after the request, by the statute', values.civilDate)
    .option('--notice-days <n>', 'days added to --after or --settle-on', values.dayNumber)
    .option('--defer', '28 days, and a month more for a loan of over a year, by the statute', false)
    .option('--partial <money>', 'pay off only that, and plan anew; needs --rate', values.positiveMoney)
    .addOption(
      new Option('--keep <what>', 'what a partial settlement keeps').choices(partialKeeps).default('term'),
    )
    .option('--json', 'as JSON', false)
    .action(({ json, ...options }: SettleOptions & Output) => {
      const report = settleReport(options);
      if (json) {
        print(JSON.stringify(report));
        return;
      }
      const { settlementDate, figure, rebate, remaining, newInstalments } = report;
      print(
        `${figure} settles the loan on ${settlementDate}: ${remaining} remaining, less a rebate of ${rebate}`,
      );
      if (newInstalments !== undefined) print(instalmentTable(newInstalments));
    });
}

/** Payments at times: single ones, and a row of equal ones. */
function withPayments(command: Command): Command {
  return command
    .option('--payment <money@when>', 'a payment, such as 1200@1.5y; may be repeated', values.datedAmount)
    .option('--instalment <money>', 'a row of equal payments', values.positiveMoney)
    .option('--count <n>', 'how many', values.instalmentCount);
}

/** The rhythm of instalments, and what is kept of the advance. */
function withPeriods(command: Command): Command {
  return command
    .addOption(
      new Option('--every <period>', 'time between instalments: 1m, 3m, 1y, 2w, 30d')
        .argParser(values.period)
        .default(monthly, '1m'),
    )
    .option('--first-on <date>', 'when the first instalment is due, if not a period after', values.civilDate)
    .option('--fee <money>', 'taken off the first advance', values.money);
}

/** A loan by its terms. */
function withPlan(command: Command): Command {
  return withPeriods(command)
    .requiredOption('--amount <money>', 'principal', values.positiveMoney)
    .option('--drawn-on <date>', 'when it is paid out', values.civilDate, '2026-01-01')
    .option('--due <date>', 'a due date, instead of --count; may be repeated', values.dates)
    .addOption(new Option('--method <name>', 'kind of plan').choices(methods).default('annuity'))
    .addOption(
      new Option('--day-count <name>', 'how days become years').choices(dayCounts).default('act/365'),
    )
    .addOption(
      new Option('--rounding <name>', 'of interest and instalments').choices(roundings).default('half-up'),
    )
    .addOption(
      new Option(
        '--last <name>',
        'the last instalment absorbs the rounding, or the others are iterated towards it',
      )
        .choices(lastInstalments)
        .default('absorbs'),
    );
}

function regimeOption(): Option {
  return new Option(
    '--regime <name>',
    'eu: effective (also UK); us: nominal, actuarial (Regulation Z, App. J)',
  )
    .choices(regimes)
    .default('eu');
}

function instalmentTable(instalments: ReturnType<typeof scheduleReport>['instalments']): string {
  const table = new Table({ head: ['', 'due', 'payment', 'interest', 'principal', 'balance'], style: plain });
  for (const { number, dueOn, ...amounts } of instalments)
    table.push([number, dueOn, ...Object.values(amounts).map((amount) => amount.toFixed(2))]);
  return table.toString();
}

const aprHelp = `
WHEN is a date (2026-04-01), or a time after the first drawdown: 0, 18m, 1.5y, 2w, 30d, 1m+15d.
Whole months count as twelfths of a year; days that are left over count of 365 (dates: of the year that they end).

Examples:
  paymo loans apr --regime us --amount 5000 --instalment 230 --count 24
  paymo loans apr --regime us --amount 6000 --instalment 200 --count 36 --first 1+19/30
  paymo loans apr --regime us --amount 6000 --drawn-on 1978-02-10 --instalment 200 --count 36 --first-on 1978-04-01
  paymo loans apr --regime us --amount 10000 --instalment 385 --count 40 --every 3m --first 1+39/90
  paymo loans apr --amount 1000 --fee 50 --payment 1200@1.5y
  paymo loans apr --amount 1000 --payment 272@3m --payment 272@6m --payment 544@12m
  paymo loans apr --advance 500@0 --advance 500@6m --payment 1100@18m
`;
