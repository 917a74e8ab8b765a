import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { readModelFiles } from '@paymo/inference';
import * as tables from '../../models/model-tables.js';
import type { ServiceAdmin } from '../service-admin.js';
import { scoringAdmin } from '../home.js';
import { type Common, ModelCommands } from './model-commands.js';

/** The life of a model in the running system: `paymo models …`. */
export function registerModelLife(models: Command): void {
  const commands = new ModelCommands(models, scoringAdmin, 'models');
  registerLooking(commands);
  registerReplay(commands);
  registerRoles(commands);
}

function registerLooking(commands: ModelCommands): void {
  commands
    .add('push <folder>', 'push a model folder: inspected, kept, and without a role')
    .action((folder: string, options: Common) =>
      commands.run(options, async (admin) => {
        const { manifest, golden, onnx } = await readModelFiles(folder);
        const body = { manifest, golden, onnx: onnx.toString('base64') };
        const value = await admin.post('models', body);
        return { value, text: `pushed ${tables.pushedSchema.parse(value).id}` };
      }),
    );
  commands.add('list', 'the models that were pushed, and their roles').action((options: Common) =>
    commands.run(options, async (admin) => {
      const value = tables.modelsSchema.parse(await admin.get('models'));
      return { value, text: tables.modelsTable(value) };
    }),
  );
  commands.add('show <id>', 'one model, and what was done to it').action((id: string, options: Common) =>
    commands.run(options, async (admin) => {
      const value = await shown(admin, id);
      return { value, text: [tables.modelsTable({ items: [value] }), tables.eventsTable(value)].join('\n') };
    }),
  );
  commands
    .add('diff <id> <other>', 'what two models have different')
    .action((id: string, other: string, options: Common) =>
      commands.run(options, async (admin) => {
        const [one, two] = [await shown(admin, id), await shown(admin, other)];
        return { value: [one, two], text: tables.diffTable(one, two) };
      }),
    );
}

function registerReplay(commands: ModelCommands): void {
  commands
    .add('replay <id>', 'replay past decisions with a model, and report every flip in money')
    .option('--days <n>', 'how far back', numberAbove0, 30)
    .option('--minutes-per-review <n>', "an analyst's time for one held payment", numberAbove0, 6)
    .option('--html <file>', 'write the report as a page with pictures')
    .action((id: string, options: Common & { days: number; minutesPerReview: number; html?: string }) =>
      commands.run(options, async (admin) => {
        const { days, minutesPerReview, html } = options;
        const value = await admin.post(`models/${id}/replay`, { days, minutesPerReview });
        if (html !== undefined) writeFileSync(html, await admin.text(`models/${id}/replay`));
        return { value, text: tables.replayText(tables.replaySchema.parse(value)) };
      }),
    );
}

function registerRoles(commands: ModelCommands): void {
  commands
    .add('shadow <id>', 'have it score every payment and decide none')
    .action((id: string, options: Common) =>
      commands.run(options, commands.post(`${id}/shadow`, `${id} is a shadow`)),
    );
  commands
    .add('canary <id>', 'have it decide for a share of the payers, under its guardrail')
    .option('--share <percent>', 'percent of the payers', numberAbove0, 5)
    .action((id: string, options: Common & { share: number }) => {
      const { share } = options;
      return commands.run(
        options,
        commands.post(`${id}/canary`, `${id} decides for ${share} % of payers`, { share }),
      );
    });
  commands.registerPromotion();
  commands
    .add('retire <id>', 'take a canary or shadow out of service')
    .action((id: string, options: Common) =>
      commands.run(options, commands.post(`${id}/retire`, `${id} is retired`)),
    );
  commands
    .add('kill <id>', 'take any model out of service at once')
    .action((id: string, options: Common) =>
      commands.run(options, commands.post(`${id}/kill`, `${id} is out of service`)),
    );
}

async function shown(admin: ServiceAdmin, id: string): Promise<tables.ShownModel> {
  return tables.shownSchema.parse(await admin.get(`models/${id}`));
}

function numberAbove0(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('must be a number above 0');
  return value;
}
