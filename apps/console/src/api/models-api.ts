import { z } from 'zod/mini';
import type { Requests } from './requests.js';

const modelSchema = z.object({
  id: z.string(),
  role: z.nullable(z.enum(['champion', 'canary', 'shadow'])),
  share: z.nullable(z.number()),
  since: z.nullable(z.string()),
  thresholds: z.object({ hold: z.number(), decline: z.nullable(z.number()) }),
  facts: z.object({
    kind: z.string(),
    trees: z.number(),
    nodes: z.number(),
    depth: z.number(),
    bytes: z.number(),
    goldenRows: z.number(),
    input: z.object({ width: z.number() }),
    sha256: z.object({ file: z.string() }),
  }),
  pushedBy: z.string(),
  pushedAt: z.string(),
  promotionAskedBy: z.nullable(z.string()),
});
export type Model = z.infer<typeof modelSchema>;

const modelsSchema = z.object({
  champion: z.nullable(z.string()),
  previous: z.nullable(z.string()),
  tripped: z.array(z.unknown()),
  items: z.array(modelSchema),
});
export type Models = z.infer<typeof modelsSchema>;

const eventSchema = z.object({
  at: z.string(),
  action: z.string(),
  actor: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type ModelEvent = z.infer<typeof eventSchema>;

const tally = {
  payments: z.number(),
  amountMinor: z.number(),
  frauds: z.number(),
  fraudMinor: z.number(),
  honest: z.number(),
};
const tallySchema = z.object(tally);
const replaySchema = z.object({
  champion: z.string(),
  from: z.string(),
  to: z.string(),
  madeBy: z.string(),
  report: z.object({
    decisions: z.number(),
    skipped: z.number(),
    stoppedBefore: tallySchema,
    stoppedAfter: tallySchema,
    flips: z.array(z.object({ from: z.string(), to: z.string(), ...tally })),
    extraHolds: tallySchema,
    letGo: tallySchema,
    extraHours: z.number(),
    bySegment: z.array(
      z.object({ segment: z.string(), decisions: z.number(), extraHolds: z.number(), letGo: z.number() }),
    ),
    shifts: z.array(z.object({ feature: z.string(), shift: z.number() })),
  }),
});
export type Replay = z.infer<typeof replaySchema>;

/** What moves a model on in its life. */
export type ModelMove = 'shadow' | 'retire' | 'kill' | 'promote';

/** The requests of the console about models. */
export class ModelsApi {
  constructor(private readonly requests: Requests) {}

  async list(): Promise<Models> {
    return z.parse(modelsSchema, await this.requests.send('GET', 'models'));
  }

  async events(id: string): Promise<ModelEvent[]> {
    return z.parse(
      z.object({ events: z.array(eventSchema) }),
      await this.requests.send('GET', `models/${id}`),
    ).events;
  }

  async move(id: string, move: ModelMove): Promise<void> {
    await this.requests.send('POST', `models/${id}/${move}`);
  }

  /** @param share percent of the payers that it decides for */
  async canary(id: string, share: number): Promise<void> {
    await this.requests.send('POST', `models/${id}/canary`, { share });
  }

  async rollBack(): Promise<void> {
    await this.requests.send('POST', 'models/rollback');
  }

  async replay(id: string, days: number): Promise<Replay> {
    return z.parse(replaySchema, await this.requests.send('POST', `models/${id}/replay`, { days }));
  }

  /** The last replay against the champion of today; null when there was none. */
  async lastReplay(id: string): Promise<Replay | null> {
    const answer = await this.requests.sendOrNull(`models/${id}/replay/report`, 'model.not_found');
    return answer === null ? null : z.parse(replaySchema, answer);
  }
}
