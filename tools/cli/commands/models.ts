import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describeModel } from '../../models/describe-model.js';
import { validateModels, writeManifest } from '../../models/validate-model.js';
import { inProject } from '../../project.js';
import { trainingEnvironment } from '../../training/training-environment.js';
import { print } from '../terminal.js';
import { registerModelLife } from './model-life.js';

interface ValidateOptions {
  readonly manifest?: string;
  readonly json: boolean;
  readonly writeManifest: boolean;
}

export function registerModels(program: Command): void {
  program
    .command('train')
    .description('train a model on a feature file; takes the options of paymo-train (--help lists them)')
    .argument('[options...]')
    .helpOption(false)
    .allowUnknownOption()
    .action((options: string[]) => {
      // An --mlflow among the options comes later and wins.
      const stored = ['--mlflow', inProject('.paymo', 'mlflow'), ...options];
      const { status } = spawnSync(join(trainingEnvironment(), 'paymo-train'), stored, { stdio: 'inherit' });
      process.exitCode = status ?? 1;
    });

  const models = program.command('models').description('model files, and their life in the running system');
  registerModelLife(models);
  models
    .command('validate')
    .description('say whether a model file would be accepted, and if not, why; status 1 when one is refused')
    .argument('<file>', 'ONNX file, model folder, or folder of ONNX files')
    .option('--manifest <file>', 'manifest.json that belongs to the model')
    .option('--json', 'print one line of JSON a model', false)
    .option('--write-manifest', 'write a manifest to start from beside a model that has none', false)
    .action(validate);
}

async function validate(path: string, options: ValidateOptions): Promise<void> {
  for (const model of await validateModels(path, options.manifest)) {
    const written = options.writeManifest ? await writeManifest(model) : undefined;
    print(options.json ? JSON.stringify({ file: model.file, ...model.inspection }) : describeModel(model));
    if (written !== undefined) process.stderr.write(`wrote ${written}\n`);
    if (model.inspection.outcome === 'refused') process.exitCode = 1;
  }
}
