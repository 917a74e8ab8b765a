import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command } from 'commander';
import { readModelFiles } from '@paymo/inference';
import * as tables from '../../loans/credit-model-tables.js';
import { pushedSchema } from '../../models/model-tables.js';
import { loansAdmin } from '../home.js';
import { type Common, ModelCommands } from './model-commands.js';

/** The life of a credit model in the running system: `paymo loans models …`. */
export function registerCreditModels(loans: Command): void {
  const models = loans.command('models').description('credit models: what decides, what may, and what did');
  const commands = new ModelCommands(models, loansAdmin, 'loans/models');
  registerLooking(commands);
  registerRoles(commands);
}

function registerLooking(commands: ModelCommands): void {
  commands
    .add('push <folder>', 'push a model folder with its fairness report: inspected, kept, no role')
    .action((folder: string, options: Common) =>
      commands.run(options, async (admin) => {
        const { manifest, golden, onnx } = await readModelFiles(folder);
        const fairness = await readFile(join(folder, 'fairness.json'), 'utf8');
        const body = { manifest, golden, fairness, onnx: onnx.toString('base64') };
        const value = await admin.post('loans/models', body);
        return { value, text: `pushed ${pushedSchema.parse(value).id}` };
      }),
    );
  commands.add('list', 'the models that were pushed, and their roles').action((options: Common) =>
    commands.run(options, async (admin) => {
      const value = tables.creditModelsSchema.parse(await admin.get('loans/models'));
      return { value, text: tables.creditModelsTable(value) };
    }),
  );
  commands
    .add('show <id>', 'one model, its latest replay, and what was done to it')
    .action((id: string, options: Common) =>
      commands.run(options, async (admin) => {
        const value = await admin.get(`loans/models/${id}`);
        return { value, text: tables.creditModelText(tables.shownCreditModelSchema.parse(value)) };
      }),
    );
  commands
    .add('replay <id>', 'who would move between outcomes if it had decided, and the expected loss')
    .action((id: string, options: Common) =>
      commands.run(options, async (admin) => {
        const value = await admin.post(`loans/models/${id}/replay`);
        return { value, text: tables.creditReplayText(tables.creditReplaySchema.parse(value)) };
      }),
    );
}

function registerRoles(commands: ModelCommands): void {
  commands
    .add('shadow <id>', 'have it assess every application and decide none')
    .action((id: string, options: Common) =>
      commands.run(options, commands.post(`${id}/shadow`, `${id} is the shadow`)),
    );
  commands
    .add('retire <id>', 'take a shadow out of service')
    .action((id: string, options: Common) =>
      commands.run(options, commands.post(`${id}/retire`, `${id} is retired`)),
    );
  commands.registerPromotion();
}
