import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { registerLoans } from '../cli/commands/loans.js';

/** Runs `paymo loans …` in this process and reads the JSON that it prints. */
function run(command: string): Record<string, unknown> {
  const written: string[] = [];
  const stdout = process.stdout.write.bind(process.stdout);
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    registerLoans(program);
    for (const each of program.commands[0]?.commands ?? [])
      each.exitOverride().configureOutput({ writeErr: () => undefined });
    program.parse(['loans', ...command.split(' '), '--json'], { from: 'user' });
  } finally {
    process.stdout.write = stdout;
  }
  return JSON.parse(written.join('')) as Record<string, unknown>;
}

describe('paymo loans apr', () => {
  it.each([
    ['V1', '--regime us --amount 5000 --instalment 230 --count 24', 9.68571, 9.69],
    ['V2', '--regime us --amount 6000 --instalment 200 --count 36 --first 1+19/30', 11.81651, 11.82],
    [
      'V2 by its dates',
      '--regime us --amount 6000 --drawn-on 1978-02-10 --instalment 200 --count 36 --first-on 1978-04-01',
      11.81651,
      11.82,
    ],
    [
      'V4',
      '--regime us --amount 10000 --instalment 385 --count 40 --every 3m --first 1+39/90',
      8.97077,
      8.97,
    ],
    ['V6', '--amount 6000 --instalment 149.31 --count 48', 9.38059, 9.4],
    ['V8', '--amount 1000 --payment 1200@1.5y --decimals 2', 12.92432, 12.92],
    ['V9', '--amount 1000 --fee 50 --payment 1200@18m --decimals 2', 16.85261, 16.85],
    ['V11', '--amount 1000 --payment 272@3m --payment 272@6m --payment 544@12m --decimals 2', 13.1855, 13.19],
    ['a payday loan', '--amount 100 --drawn-on 2026-01-01 --payment 124@2026-01-31', 1269.71592, 1269.7],
    ['two drawdowns', '--advance 500@0 --advance 500@6m --payment 1100@18m', 7.90741, 7.9],
    [
      'a single payment, whose unit is its term',
      '--regime us --amount 1000 --payment 1020@90d',
      8.11111,
      8.11,
    ],
    ['weekly payments', '--regime us --amount 1000 --instalment 21 --count 50 --every 1w', 10.03801, 10.04],
  ])('%s', (_, flags, aprPercent, published) => {
    const report = run(`apr ${flags}`);
    expect(report['aprPercent']).toBeCloseTo(aprPercent, 5);
    expect(report['published']).toBe(published);
  });
});

describe('paymo loans schedule', () => {
  it('plans A5 by iteration, and says what the cap allows', () => {
    const report = run(
      'schedule --amount 331.77 --rate 10.65 --count 5 --day-count act/act --drawn-on 2023-12-01 --last iterated',
    );
    const instalments = report['instalments'] as { payment: number }[];
    expect(instalments.map(({ payment }) => payment)).toEqual([68.14, 68.14, 68.14, 68.14, 68.12]);
    expect(report).toMatchObject({ totalInterest: 8.91, cap: { isWithin: true } });
  });

  it('300 for 30 days at 0.8 % a day reaches the cap', () => {
    expect(
      run('schedule --amount 300 --rate 292 --count 1 --every 30d --method single-payment'),
    ).toMatchObject({
      instalments: [{ dueOn: '2026-01-31', payment: 372, interest: 72, principal: 300, balance: 0 }],
      apr: { published: 1269.7 },
      cap: { chargesMax: 72, charges: 72, isWithin: true },
    });
  });

  it('a fee counts under the cap and in the APR', () => {
    const report = run(
      'schedule --amount 300 --fee 1 --rate 292 --count 1 --every 30d --method single-payment',
    );
    expect(report).toMatchObject({ cap: { charges: 73, isWithin: false }, apr: { advanced: 299 } });
  });
});

describe('paymo loans settle', () => {
  const loan = 'settle --amount 6000 --instalment 149.31 --count 48';
  it.each([
    ['S1', '--after 24', '2028-01-01', 3268.27, 315.17],
    ['S2', '--after 24 --notice-days 28', '2028-01-29', 3290.83, 292.61],
    ['S2 by its request', '--requested-on 2028-01-01', '2028-01-29', 3290.83, 292.61],
    ['S3', '--after 24 --defer', '2028-02-29', 3165.17, 268.96],
  ])('%s', (_, flags, settlementDate, figure, rebate) => {
    expect(run(`${loan} ${flags}`)).toMatchObject({ settlementDate, figure, rebate });
  });

  it('a loan by its rate shows its payoff, a withdrawal and the plan after a part', () => {
    const report = run(
      'settle --amount 100 --rate 12 --count 6 --day-count 30/360 --settle-on 2026-02-16 --partial 30',
    );
    expect(report).toMatchObject({
      payoff: { principal: 83.75, interest: 0.41 },
      withdrawal: { principal: 100, interest: 1.5 },
    });
    expect(report['newInstalments']).toHaveLength(5);
  });
});

describe('what cannot be computed names its flag', () => {
  it.each([
    ['apr --amount 100x --payment 1@1m', '--amount'],
    ['apr --amount 100 --payment 1', '--payment'],
    ['apr --amount 100 --payment 1@2026-02-30', '--payment'],
    ['apr --amount 100', '--payment'],
    ['apr --payment 1@1m', '--amount'],
    ['apr --amount 100 --instalment 10', '--count'],
    ['apr --amount 100 --fee 100 --payment 110@1y', '--fee'],
    ['apr --amount 100 --payment 110@2026-05-01', '--drawn-on'],
    ['apr --amount 100 --regime fr --payment 110@1y', '--regime'],
    ['apr --amount 100 --first-on 2026-01-01 --instalment 10 --count 12', '--first-on'],
    ['apr --regime us --amount 100 --unit 1w --payment 50@1m --payment 60@2m', '--unit'],
    ['schedule --amount 100 --rate abc --count 3', '--rate'],
    ['schedule --amount 100 --rate 10 --count 0', '--count'],
    ['schedule --amount 100 --rate 10', '--count'],
    ['schedule --amount 100 --rate 10 --count 3 --day-count actual', '--day-count'],
    ['schedule --amount 100 --rate 10 --count 3 --method single-payment', '--method'],
    ['schedule --amount 100 --rate 10 --count 3 --first-on 2025-01-01', '--first-on'],
    ['settle --amount 100 --rate 10 --count 3', '--settle-on'],
    ['settle --amount 100 --rate 10 --count 3 --after 4', '--after'],
    ['settle --amount 100 --rate 10 --count 3 --after 1 --partial 99', '--partial'],
  ])('%s', (command, flag) => {
    expect(() => run(command)).toThrow(flag);
  });
});
