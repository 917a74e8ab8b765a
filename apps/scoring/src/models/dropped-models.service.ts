import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { readModelFiles } from '@paymo/inference';
import { LOGGER } from '@paymo/messaging';
import { type Logger, PeriodicWork } from '@paymo/platform';
import { type ScoringSettings, SETTINGS } from '../settings.js';
import { ModelsService } from './models.service.js';

const lookEveryMs = 5000;
const kind = 'fraud';

/**
 * Pushes model folders that are dropped into `<MODELS_DIR>/fraud`, each version once. A folder that is refused is
 * said so in the log, once, until this process starts anew. The model that the settings name is the first champion.
 */
@Injectable()
export class DroppedModels implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly seen = new Set<string>();
  private readonly periodic: PeriodicWork;

  constructor(
    private readonly models: ModelsService,
    @Inject(SETTINGS) private readonly settings: ScoringSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.periodic = new PeriodicWork(logger);
  }

  async onApplicationBootstrap(): Promise<void> {
    const { MODELS_DIR, CHAMPION } = this.settings;
    await this.models.crownFirst(await readModelFiles(join(MODELS_DIR, CHAMPION)));
    this.periodic.every(lookEveryMs, 'dropped models not looked for', () => this.look());
  }

  onApplicationShutdown(): Promise<void> {
    return this.periodic.stop();
  }

  private async look(): Promise<void> {
    const folders = await readdir(join(this.settings.MODELS_DIR, kind), { withFileTypes: true }).catch(
      () => [],
    );
    const fresh = folders.filter((each) => each.isDirectory() && !this.seen.has(each.name));
    for (const { name } of fresh) await this.push(name);
  }

  private async push(version: string): Promise<void> {
    const folder = join(this.settings.MODELS_DIR, kind, version);
    try {
      const { id } = await this.models.push(await readModelFiles(folder), 'dropped folder');
      this.logger.info({ model: id }, 'dropped model taken in');
    } catch (error) {
      this.logger.error({ err: error, folder }, 'dropped model refused');
    }
    this.seen.add(version);
  }
}
