import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { inProject } from '../../project.js';
import { trainingEnvironment } from '../../training/training-environment.js';

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
}
