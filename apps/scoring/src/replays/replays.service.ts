import { Injectable } from '@nestjs/common';
import { catalogueFeatures } from '@paymo/features';
import { FraudModel } from '@paymo/inference';
import { Database, newId, PaymoError } from '@paymo/platform';
import * as sql from '../models/model-statements.js';
import { ServingService } from '../serving/serving.service.js';
import type { ModelReplay } from './model-replay.js';
import { replayDecisions } from './replay-decisions.js';
import { insertReplay, latestReplay, type ReplayRow } from './replay-statements.js';

const dayMs = 86_400_000;

export interface ReplayRequest {
  readonly days: number;
  readonly minutesPerReview: number;
}

/** Replays decisions of the past with a candidate, against the champion that it wants to follow. */
@Injectable()
export class ReplaysService {
  private isReplaying = false;

  constructor(
    private readonly database: Database,
    private readonly serving: ServingService,
  ) {}

  /** @throws PaymoError when there is no champion, no such model, or another replay runs in this instance */
  async replay(
    model: string,
    { days, minutesPerReview }: ReplayRequest,
    actor: string,
  ): Promise<ModelReplay> {
    const bundle = this.serving.current;
    const { champion } = bundle;
    if (champion === undefined)
      throw new PaymoError('conflict.no_champion', 'There is no champion to compare with.');
    if (this.isReplaying) {
      const detail = 'Another replay runs here; try again when it is done.';
      throw new PaymoError('limit.too_many_requests', detail, { retryAfterSeconds: 10 });
    }
    this.isReplaying = true;
    try {
      const candidate = await this.load(model);
      const [from, to] = [new Date(Date.now() - days * dayMs), new Date()];
      const order = { candidate, bundle, champion, from, to, minutesPerReview };
      const report = await replayDecisions(this.database, order).finally(() => candidate.release());
      const replay = {
        id: newId(),
        model,
        champion: champion.id,
        from: from.toISOString(),
        to: to.toISOString(),
        madeBy: actor,
        report,
      };
      const values = [replay.id, model, champion.id, JSON.stringify(replay), actor, to];
      await this.database.query(insertReplay, values);
      return replay;
    } finally {
      this.isReplaying = false;
    }
  }

  /** @throws PaymoError when the model was not replayed against the champion of today */
  async latest(model: string): Promise<ModelReplay> {
    const champion = this.serving.current.champion?.id ?? '';
    const [row] = await this.database.query<ReplayRow>(latestReplay, [model, champion]);
    if (row !== undefined) return row.report;
    throw new PaymoError('model.not_found', `${model} was not replayed against the champion ${champion}.`);
  }

  private async load(model: string): Promise<FraudModel> {
    const [row] = await this.database.query<sql.ModelRow>(sql.readModels, [[model]]);
    if (row === undefined) throw new PaymoError('model.not_found', `${model} was never pushed.`);
    return FraudModel.of(row, model, catalogueFeatures);
  }
}
