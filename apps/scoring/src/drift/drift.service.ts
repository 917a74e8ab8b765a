import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { catalogueVersion, featureNames } from '@paymo/features';
import { LOGGER } from '@paymo/messaging';
import { Database, type Gauge, type Logger, Metrics, PeriodicWork, type Statement } from '@paymo/platform';
import { ServingService } from '../serving/serving.service.js';
import { type DriftReport, driftReport, type Sample } from './drift-report.js';
import * as sql from './drift-statements.js';

const reportEveryMs = 3_600_000;

export interface ModelDrift extends DriftReport {
  /** The champion; null when there is none. */
  readonly model: string | null;
}

/** The last report of a day (UTC). */
export interface DayOfDrift extends DriftReport {
  /** Such as `2026-11-28`. */
  readonly day: string;
  readonly model: string;
  readonly madeAt: string;
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

  /** Measures now, and keeps what it finds as the last report of the day. */
  async report(): Promise<ModelDrift> {
    const model = this.serving.current.champion?.id ?? null;
    const [reference, current] = await Promise.all([
      this.sample(sql.firstDecisions, model),
      this.sample(sql.lastDecisions, model),
    ]);
    const report = await driftReport(featureNames, reference, current);
    if (model !== null)
      await this.database.query(sql.keepReport, [model, new Date(), JSON.stringify(report)]);
    return { model, ...report };
  }

  /** The last report of each of the latest days and of each champion in them, newest first. */
  async days(count: number): Promise<DayOfDrift[]> {
    const rows = await this.database.query<sql.ReportRow>(sql.readReports, [count]);
    return rows.map(({ day, model, made_at, report }) => ({
      day,
      model,
      madeAt: made_at.toISOString(),
      ...report,
    }));
  }

  private async watch(): Promise<void> {
    const { model, drifted } = await this.report();
    this.drifted.set(drifted.length);
    if (drifted.length > 0) this.logger.warn({ model, drifted }, 'decisions drifted');
  }

  private async sample(statement: Statement, model: string | null): Promise<Sample> {
    const rows = await this.database.query<sql.SampleRow>(statement, [model, catalogueVersion]);
    return {
      vectors: rows.map(({ vector }) => vector),
      scores: rows.flatMap(({ score }) => score ?? []),
    };
  }
}
