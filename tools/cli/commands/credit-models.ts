import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { type Command } from 'commander';
import { readModelFiles } from '@paymo/inference';
import * as tables from '../../loans/credit-model-tables.js';
import { promotionSchema, pushedSchema, rollbackSchema } from '../../models/model-tables.js';
import { loansAdmin, withStack } from '../home.js';
import type { ServiceAdmin } from '../service-admin.js';
import { print, TerminalProgress } from '../terminal.js';

interface Common {
  readonly actor: string;
  readonly json: boolean;
}

type Work = (admin: ServiceAdmin) => Promise<{ value: unknown; text: string }>;

/** The life of a credit model in the running system: `paymo loans models …`. */
export function registerCreditModels(loans: Command): void {
  const models = loans.command('models').description('credit models: what decides, what may, and what did');
  registerLooking(models);
  registerRoles(models);
}

function registerLooking(models: Command): void {
  add(
    models,
    'push <folder>',
    'push a model folder with its fairness report: inspected, kept, no role',
  ).action((folder: string, options: Common) =>
    run(options, async (admin) => {
      const { manifest, golden, onnx } = await readModelFiles(folder);
      const fairness = await readFile(join(folder, 'fairness.json'), 'utf8');
      const body = { manifest, golden, fairness, onnx: onnx.toString('base64') };
      const value = await admin.post('loans/models', body);
      return { value, text: `pushed ${pushedSchema.parse(value).id}` };
    }),
  );
  add(models, 'list', 'the models that were pushed, and their roles').action((options: Common) =>
    run(options, async (admin) => {
      const value = tables.creditModelsSchema.parse(await admin.get('loans/models'));
      return { value, text: tables.creditModelsTable(value) };
    }),
  );
  add(models, 'show <id>', 'one model, its latest replay, and what was done to it').action(
    (id: string, options: Common) =>
      run(options, async (admin) => {
        const value = await admin.get(`loans/models/${id}`);
        return { value, text: tables.creditModelText(tables.shownCreditModelSchema.parse(value)) };
      }),
  );
  add(
    models,
    'replay <id>',
    'who would move between outcomes if it had decided, and the expected loss',
  ).action((id: string, options: Common) =>
    run(options, async (admin) => {
      const value = await admin.post(`loans/models/${id}/replay`);
      return { value, text: tables.creditReplayText(tables.creditReplaySchema.parse(value)) };
    }),
  );
}

function registerRoles(models: Command): void {
  add(models, 'shadow <id>', 'have it assess every application and decide none').action(
    (id: string, options: Common) =>
      run(options, async (admin) => ({
        value: await admin.post(`loans/models/${id}/shadow`),
        text: `${id} is the shadow`,
      })),
  );
  add(models, 'retire <id>', 'take a shadow out of service').action((id: string, options: Common) =>
    run(options, async (admin) => ({
      value: await admin.post(`loans/models/${id}/retire`),
      text: `${id} is retired`,
    })),
  );
  add(models, 'promote <id>', 'ask for its promotion or, as a second person, make it the champion').action(
    (id: string, options: Common) =>
      run(options, async (admin) => {
        const value = promotionSchema.parse(await admin.post(`loans/models/${id}/promote`));
        const next = value.state === 'requested' ? '; a second person has to promote it too' : '';
        return { value, text: `${id}: ${value.state} by ${value.by}${next}` };
      }),
  );
  add(models, 'rollback', 'make the champion before this one the champion again').action((options: Common) =>
    run(options, async (admin) => {
      const value = rollbackSchema.parse(await admin.post('loans/models/rollback'));
      return { value, text: `${value.champion} is the champion again` };
    }),
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
    const { value, text } = await work(loansAdmin(state, actor));
    print(json ? JSON.stringify(value ?? null) : text);
  });
}
