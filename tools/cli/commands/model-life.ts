import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { readModelFiles } from '@paymo/inference';
import * as tables from '../../models/model-tables.js';
import type { ServiceAdmin } from '../service-admin.js';
import { scoringAdmin, withStack } from '../home.js';
import { print, TerminalProgress } from '../terminal.js';

interface Common {
  readonly actor: string;
  readonly json: boolean;
}

type Work = (admin: ServiceAdmin) => Promise<{ value: unknown; text: string }>;

/** The life of a model in the running system: `paymo models …`. */
export function registerModelLife(models: Command): void {
  registerLooking(models);
  registerReplay(models);
  registerRoles(models);
}

function registerLooking(models: Command): void {
  add(models, 'push <folder>', 'push a model folder: inspected, kept, and without a role').action(
    (folder: string, options: Common) =>
      run(options, async (admin) => {
        const { manifest, golden, onnx } = await readModelFiles(folder);
        const body = { manifest, golden, onnx: onnx.toString('base64') };
        const value = await admin.post('models', body);
        return { value, text: `pushed ${tables.pushedSchema.parse(value).id}` };
      }),
  );
  add(models, 'list', 'the models that were pushed, and their roles').action((options: Common) =>
    run(options, async (admin) => {
      const value = tables.modelsSchema.parse(await admin.get('models'));
      return { value, text: tables.modelsTable(value) };
    }),
  );
  add(models, 'show <id>', 'one model, and what was done to it').action((id: string, options: Common) =>
    run(options, async (admin) => {
      const value = await shown(admin, id);
      return { value, text: [tables.modelsTable({ items: [value] }), tables.eventsTable(value)].join('\n') };
    }),
  );
  add(models, 'diff <id> <other>', 'what two models have different').action(
    (id: string, other: string, options: Common) =>
      run(options, async (admin) => {
        const [one, two] = [await shown(admin, id), await shown(admin, other)];
        return { value: [one, two], text: tables.diffTable(one, two) };
      }),
  );
}

function registerReplay(models: Command): void {
  add(models, 'replay <id>', 'replay past decisions with a model, and report every flip in money')
    .option('--days <n>', 'how far back', numberAbove0, 30)
    .option('--minutes-per-review <n>', "an analyst's time for one held payment", numberAbove0, 6)
    .option('--html <file>', 'write the report as a page with pictures')
    .action((id: string, options: Common & { days: number; minutesPerReview: number; html?: string }) =>
      run(options, async (admin) => {
        const { days, minutesPerReview, html } = options;
        const value = await admin.post(`models/${id}/replay`, { days, minutesPerReview });
        if (html !== undefined) writeFileSync(html, await admin.text(`models/${id}/replay`));
        return { value, text: tables.replayText(tables.replaySchema.parse(value)) };
      }),
    );
}

function registerRoles(models: Command): void {
  const post = (path: string, body: object, text: string): Work => {
    return async (admin) => ({ value: await admin.post(path, body), text });
  };
  add(models, 'shadow <id>', 'have it score every payment and decide none').action(
    (id: string, options: Common) => run(options, post(`models/${id}/shadow`, {}, `${id} is a shadow`)),
  );
  add(models, 'canary <id>', 'have it decide for a share of the payers, under its guardrail')
    .option('--share <percent>', 'percent of the payers', numberAbove0, 5)
    .action((id: string, options: Common & { share: number }) => {
      const { share } = options;
      return run(options, post(`models/${id}/canary`, { share }, `${id} decides for ${share} % of payers`));
    });
  add(models, 'promote <id>', 'ask for its promotion or, as a second person, make it the champion').action(
    (id: string, options: Common) =>
      run(options, async (admin) => {
        const value = tables.promotionSchema.parse(await admin.post(`models/${id}/promote`));
        const next = value.state === 'requested' ? '; a second person has to promote it too' : '';
        return { value, text: `${id}: ${value.state} by ${value.by}${next}` };
      }),
  );
  add(models, 'rollback', 'make the champion before this one the champion again').action((options: Common) =>
    run(options, async (admin) => {
      const value = tables.rollbackSchema.parse(await admin.post('models/rollback'));
      return { value, text: `${value.champion} is the champion again` };
    }),
  );
  add(models, 'retire <id>', 'take a canary or shadow out of service').action((id: string, options: Common) =>
    run(options, post(`models/${id}/retire`, {}, `${id} is retired`)),
  );
  add(models, 'kill <id>', 'take any model out of service at once').action((id: string, options: Common) =>
    run(options, post(`models/${id}/kill`, {}, `${id} is out of service`)),
  );
}

function add(models: Command, name: string, description: string): Command {
  return models
    .command(name)
    .description(description)
    .option('--actor <name>', 'who you are', userInfo().username)
    .option('--json', 'as JSON', false);
}

function run({ actor, json }: Common, work: Work): Promise<void> {
  return withStack(new TerminalProgress(), async (state) => {
    const { value, text } = await work(scoringAdmin(state, actor));
    print(json ? JSON.stringify(value ?? null) : text);
  });
}

async function shown(admin: ServiceAdmin, id: string): Promise<tables.ShownModel> {
  return tables.shownSchema.parse(await admin.get(`models/${id}`));
}

function numberAbove0(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('must be a number above 0');
  return value;
}
