import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { catalogueVersion, featureNames } from '@paymo/features';
import { LOGGER } from '@paymo/messaging';
import { Database, type Gauge, type Logger, Metrics, PeriodicWork, type Statement } from '@paymo/platform';
import { ServingService } from '../serving/serving.service.js';
import { type DriftReport, driftReport, type Sample } from './drift-report.js';

const sampleRows = 1000;
const reportEveryMs = 3_600_000;

interface Row {
  readonly vector: readonly number[];
  readonly score: number | null;
}

/** The first decisions of a model under today's catalogue, and its last ones; a decision is in one of them at most. */
const samples: Record<'reference' | 'current', Statement> = {
  reference: {
    name: 'drift_reference',
    text: `
      SELECT vector, score FROM decisions WHERE model = $1 AND catalogue_version = $2
      ORDER BY sequence LIMIT ${sampleRows}`,
  },
  current: {
    name: 'drift_current',
    text: `
      SELECT vector, score FROM (
        SELECT sequence, vector, score FROM decisions WHERE model = $1 AND catalogue_version = $2
        ORDER BY sequence DESC LIMIT ${sampleRows}) AS latest
      WHERE sequence > ALL (
        SELECT sequence FROM (
          SELECT sequence FROM decisions WHERE model = $1 AND catalogue_version = $2
          ORDER BY sequence LIMIT ${sampleRows}) AS first)`,
  },
};

export interface ModelDrift extends DriftReport {
  /** The champion; null when there is none. */
  readonly model: string | null;
}

/** Compares what the champion decides now with what it decided first. */
@Injectable()
export class DriftService implements OnModuleInit, OnApplicationShutdown {
  private readonly drifted: Gauge;
  private readonly periodic: PeriodicWork;

  constructor(
    private readonly database: Database,
    private readonly serving: ServingService,
    metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.periodic = new PeriodicWork(logger);
    this.drifted = metrics.gauge(
      'drifted_numbers',
      'Features and scores that differ from the first decisions',
    );
  }

  onModuleInit(): void {
    this.periodic.every(reportEveryMs, 'drift not measured', () => this.watch());
  }

  onApplicationShutdown(): Promise<void> {
    return this.periodic.stop();
  }

  async report(): Promise<ModelDrift> {
    const model = this.serving.current.champion?.id ?? null;
    const [reference, current] = await Promise.all([
      this.sample(samples.reference, model),
      this.sample(samples.current, model),
    ]);
    return { model, ...(await driftReport(featureNames, reference, current)) };
  }

  private async watch(): Promise<void> {
    const { model, drifted } = await this.report();
    this.drifted.set(drifted.length);
    if (drifted.length > 0) this.logger.warn({ model, drifted }, 'decisions drifted');
  }

  private async sample(statement: Statement, model: string | null): Promise<Sample> {
    const rows = await this.database.query<Row>(statement, [model, catalogueVersion]);
    return {
      vectors: rows.map(({ vector }) => vector),
      scores: rows.flatMap(({ score }) => score ?? []),
    };
  }
}
