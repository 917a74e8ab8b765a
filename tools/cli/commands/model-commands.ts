import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { promotionSchema, rollbackSchema } from '../../models/model-tables.js';
import type { StackState } from '../../stack/stack-state.js';
import { withStack } from '../home.js';
import type { ServiceAdmin } from '../service-admin.js';
import { print, TerminalProgress } from '../terminal.js';

export interface Common {
  readonly actor: string;
  readonly json: boolean;
}

export type Work = (admin: ServiceAdmin) => Promise<{ value: unknown; text: string }>;

/** What commands about the models of any service have in common. */
export class ModelCommands {
  /** @param path of the models below `/admin/` */
  constructor(
    private readonly models: Command,
    private readonly adminOf: (state: StackState, actor: string) => ServiceAdmin,
    private readonly path: string,
  ) {}

  add(name: string, description: string): Command {
    return this.models
      .command(name)
      .description(description)
      .option('--actor <name>', 'who you are', userInfo().username)
      .option('--json', 'as JSON', false);
  }

  run({ actor, json }: Common, work: Work): Promise<void> {
    return withStack(new TerminalProgress(), async (state) => {
      const { value, text } = await work(this.adminOf(state, actor));
      print(json ? JSON.stringify(value ?? null) : text);
    });
  }

  /** Asks for what has no answer, and says that it is done. */
  post(path: string, text: string, body = {}): Work {
    return async (admin) => ({ value: await admin.post(`${this.path}/${path}`, body), text });
  }

  /** Two people make a champion; one goes back. */
  registerPromotion(): void {
    this.add('promote <id>', 'ask for its promotion or, as a second person, make it the champion').action(
      (id: string, options: Common) =>
        this.run(options, async (admin) => {
          const value = promotionSchema.parse(await admin.post(`${this.path}/${id}/promote`));
          const next = value.state === 'requested' ? '; a second person has to promote it too' : '';
          return { value, text: `${id}: ${value.state} by ${value.by}${next}` };
        }),
    );
    this.add('rollback', 'make the champion before this one the champion again').action((options: Common) =>
      this.run(options, async (admin) => {
        const value = rollbackSchema.parse(await admin.post(`${this.path}/rollback`));
        return { value, text: `${value.champion} is the champion again` };
      }),
    );
  }
}
