import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { type AdminRequest, askService } from '../ask-service.js';
import { tokensOf, withStack } from '../home.js';
import { budgetText, asJson, previewText, reportText, ruleText, rulesTable } from '../rule-texts.js';
import { print, TerminalProgress } from '../terminal.js';

interface Options {
  readonly json: boolean;
  readonly actor: string;
}

/** Lines of a CSV that are sent in one request: a body may have 64 KiB. */
const linesAnImport = 200;

export function registerRules(program: Command): void {
  registerRuleCommands(program.command('rules').description('rules: drafted, reviewed, in shadow, live'));
  registerListCommands(program.command('lists').description('lists that rules ask'));
  registerPolicyCommands(program.command('policy').description('how rules and scores become outcomes'));
}

function registerRuleCommands(rules: Command): void {
  withOptions(rules.command('list').description('all rules with their status'), async (options) => {
    await show(options, { path: '/admin/rules' }, rulesTable);
  });
  withOptions(
    rules.command('show').description('one rule with its versions').argument('<id>'),
    async (options, id) => {
      await show(options, { path: `/admin/rules/${id}` }, ruleText);
    },
  );
  withOptions(
    rules.command('draft').description('draft a rule, or a new version of one').argument('<file>', 'JSON'),
    async (options, file) => {
      await show(options, { path: '/admin/rules', body: await readJson(file) }, ruleText);
    },
  );
  const moves = {
    review: 'agree to the draft of another person',
    shadow: 'evaluate it beside the live rules, without effect',
    live: 'let it decide',
    retire: 'end it',
    kill: 'take it out of all decisions at once; live brings it back',
  };
  for (const [move, description] of Object.entries(moves)) {
    withOptions(rules.command(move).description(description).argument('<id>'), async (options, id) => {
      await show(options, { path: `/admin/rules/${id}/${move}`, body: {} }, ruleText);
    });
  }
  const backtest = rules.command('backtest').description('what it would have done to past decisions');
  backtest.argument('<id>').option('--days <n>', 'how far back', positive, 30);
  withOptions(backtest, async (options, id) => {
    const { days } = backtest.opts<{ days: number }>();
    await show(options, { path: `/admin/rules/${id}/backtest?days=${days}` }, reportText);
  });
  withOptions(
    rules.command('report').description('what it fired on since it went to shadow').argument('<id>'),
    async (options, id) => {
      await show(options, { path: `/admin/rules/${id}/report` }, reportText);
    },
  );
}

function registerListCommands(lists: Command): void {
  withOptions(
    lists.command('show').description('all lists, or the first entries of one').argument('[name]'),
    async (options, name) => {
      await show(options, { path: name === '' ? '/admin/lists' : `/admin/lists/${name}/entries` }, asJson);
    },
  );
  const importing = lists
    .command('import')
    .description('add and change entries; previews unless --apply is given');
  importing
    .argument('<file>', 'CSV with the column value, and if wanted expires_at and source')
    .requiredOption('--list <name>', 'list to fill; made if it is not there')
    .option('--apply', 'do it', false);
  withOptions(importing, async (options, file) => {
    const { list, apply } = importing.opts<{ list: string; apply: boolean }>();
    for (const csv of csvParts(await readFile(file, 'utf8'))) {
      const body = { csv, source: basename(file), apply };
      await show(options, { path: `/admin/lists/${list}/imports`, body }, previewText);
    }
  });
}

function registerPolicyCommands(policy: Command): void {
  withOptions(
    policy.command('show').description('all versions, and which of them decides'),
    async (options) => {
      await show(options, { path: '/admin/policies' }, asJson);
    },
  );
  withOptions(
    policy
      .command('set')
      .description('draft a policy, for another person to review')
      .argument('<file>', 'JSON'),
    async (options, file) => {
      await show(options, { path: '/admin/policies', body: await readJson(file) }, asJson);
    },
  );
  withOptions(
    policy.command('review').description('agree to the draft of another person').argument('<version>'),
    async (options, version) => {
      await show(
        options,
        { path: `/admin/policies/${version}/review`, body: {} },
        () => `policy/${version} decides`,
      );
    },
  );
  const budget = policy.command('budget').description('the threshold that a number of alerts a day allows');
  budget
    .requiredOption('--per-day <n>', 'alerts that people can look at in a day', positive)
    .option('--days <n>', 'how far back', positive, 30)
    .option('--rank-by <what>', 'expected_loss or score', 'expected_loss');
  withOptions(budget, async (options) => {
    const { perDay, days, rankBy } = budget.opts<{ perDay: number; days: number; rankBy: string }>();
    const path = `/admin/policies/budget?perDay=${perDay}&days=${days}&rankBy=${rankBy}`;
    await show(options, { path }, budgetText);
  });
}

/** Gives a command the options of all, and an action that gets its options and its one argument. */
function withOptions(command: Command, action: (options: Options, argument: string) => Promise<void>): void {
  command
    .option('--json', 'as JSON', false)
    .option('--actor <name>', 'who you are', userInfo().username)
    .action(async () => {
      await action(command.opts<Options>(), command.args[0] ?? '');
    });
}

async function show(
  { json, actor }: Options,
  request: Omit<AdminRequest, 'token'>,
  inWords: (answer: unknown) => string,
): Promise<void> {
  await withStack(new TerminalProgress(), async (state) => {
    const token = tokensOf(state).staff(actor);
    const answer = await askService(state.scoring, { ...request, token });
    print(json ? JSON.stringify(answer ?? null) : inWords(answer));
  });
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return z.json().parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Values have no line breaks, so a CSV may be cut at any line; each part gets the header. */
function csvParts(csv: string): string[] {
  const [header = '', ...lines] = csv.split(/\r?\n/).filter((line) => line.trim() !== '');
  const parts: string[] = [];
  for (let first = 0; first < Math.max(lines.length, 1); first += linesAnImport)
    parts.push([header, ...lines.slice(first, first + linesAnImport)].join('\n'));
  return parts;
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('must be a number above 0');
  return number;
}
