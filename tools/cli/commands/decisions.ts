import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { replayDecision, replayDecisions, replayText } from '../../decisions/decision-replay.js';
import { scoringAdmin, withStack } from '../home.js';
import { print, TerminalProgress } from '../terminal.js';
import { wholeNumber } from '../whole-number.js';

interface ReplayOptions {
  readonly id?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json: boolean;
}

export function registerDecisions(program: Command): void {
  program
    .command('drift')
    .description("say whether the champion's decisions look different from its first ones")
    .option('--days <n>', 'the last report of each of the latest days instead', wholeNumber)
    .option('--json', 'as JSON', false)
    .action(drift);
  const decisions = program.command('decisions').description('decisions about payments, and their proof');
  decisions
    .command('replay')
    .description(
      'make stored decisions anew and compare each byte; status 1 when one differs or cannot be replayed by its id',
    )
    .option('--id <payment>', 'the decision about one payment, such as pay_…')
    .option('--from <time>', 'decisions since a time, such as 2026-11-24T00:00:00Z', rfc3339)
    .option('--to <time>', 'decisions before a time', rfc3339)
    .option('--json', 'as JSON', false)
    .action(replay);
  decisions
    .command('show <payment>')
    .description('the decision about one payment as it was stored, as JSON')
    .action((id: string) =>
      withStack(new TerminalProgress(), async (state) => {
        print(JSON.stringify(await scoringAdmin(state).get(`decisions/${encodeURIComponent(id)}`), null, 2));
      }),
    );
  decisions
    .command('explain <payment>')
    .description(
      'how far each fact moved the score, and the smallest change that flips a single tree, as JSON',
    )
    .action((id: string) =>
      withStack(new TerminalProgress(), async (state) => {
        const path = `decisions/${encodeURIComponent(id)}/explanation`;
        print(JSON.stringify(await scoringAdmin(state).get(path), null, 2));
      }),
    );
}

const driftSchema = z.object({
  model: z.string().nullable(),
  reference: z.number(),
  current: z.number(),
  isJudged: z.boolean(),
  drifted: z.array(z.string()),
});
const daysSchema = z.object({ items: z.array(driftSchema.extend({ day: z.string() })) });

function drift({ days, json }: { days?: number; json: boolean }): Promise<void> {
  return withStack(new TerminalProgress(), async (state) => {
    const value = await scoringAdmin(state).get(days === undefined ? 'drift' : `drift/days?days=${days}`);
    if (json) print(JSON.stringify(value));
    else if (days === undefined) print(driftLine(driftSchema.parse(value)));
    else for (const report of daysSchema.parse(value).items) print(`${report.day}  ${driftLine(report)}`);
  });
}

function driftLine(report: z.infer<typeof driftSchema>): string {
  const { model, reference, current, isJudged, drifted } = report;
  const found = drifted.length === 0 ? 'no drift' : `drifted: ${drifted.join(', ')}`;
  const verdict = isJudged ? found : 'too few decisions to say';
  return `${current} decisions of ${model ?? 'no champion'} against its first ${reference}: ${verdict}`;
}

function replay(this: Command, { id, from, to, json }: ReplayOptions): Promise<void> {
  const isOne = id !== undefined && from === undefined && to === undefined;
  const span = id === undefined && from !== undefined && to !== undefined ? { from, to } : undefined;
  if (!isOne && span === undefined) this.error('error: give either --id, or both --from and --to');
  return withStack(new TerminalProgress(), async (state) => {
    const admin = scoringAdmin(state);
    const onPage = (count: number): void => void process.stderr.write(`${count} decisions\n`);
    const result =
      span === undefined ? await replayDecision(admin, id ?? '') : await replayDecisions(admin, span, onPage);
    print(json ? JSON.stringify(result) : replayText(result));
    if (result.different > 0 || (isOne && result.equal === 0)) process.exitCode = 1;
  });
}

function rfc3339(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('must be a time such as 2026-11-24T00:00:00Z');
  return time.toISOString();
}
