import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '@paymo/platform';
import { agreementBy, agreementOf, type AgreementView } from './agreement.js';
import * as sql from './statistics-statements.js';
import { wilsonInterval } from './wilson-interval.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Verdicts on cases that one model, rule or reason brought about; precision is the share that was rejected. */
interface Precision {
  readonly name: string;
  readonly judged: number;
  readonly rejected: number;
  /** Of the share rejected, 95 %. */
  readonly low: number;
  readonly high: number;
}

export interface VerdictStatistics {
  readonly byDay: readonly sql.DayRow[];
  readonly precision: Readonly<Record<sql.SourceRow['kind'], readonly Precision[]>>;
  /** `first` is the model, `second` the analyst. */
  readonly agreement: {
    readonly all: AgreementView;
    readonly byAnalyst: Readonly<Record<string, AgreementView>>;
    /** By whether the score was on the screen: `shown`, `blind` or `not known`. */
    readonly byDisplay: Readonly<Record<string, AgreementView>>;
  };
  readonly times: readonly {
    readonly analyst: string | null;
    readonly cases: number;
    readonly medianMs: number;
    readonly p90Ms: number;
  }[];
}

/** Counts what the queue and its analysts do. */
@Injectable()
export class StatisticsService {
  constructor(private readonly database: Database) {}

  /** Open cases by lane, with how many are late or nearly so, and how long they have waited. */
  queue(): Promise<sql.LaneRow[]> {
    const now = Date.now();
    const times = [now, now + dayMs, now - hourMs, now - dayMs].map((ms) => new Date(ms));
    return this.database.query<sql.LaneRow>(sql.queueHealth, times);
  }

  /** @param scoreFrom the score from which the model is taken to say fraud */
  async verdicts(days: number, scoreFrom: number): Promise<VerdictStatistics> {
    const since = new Date(Date.now() - days * dayMs);
    const read = <Row extends object>(statement: Statement, ...more: number[]): Promise<Row[]> =>
      this.database.query<Row>(statement, [since, ...more]);
    const [byDay, sources, agreements, times] = await Promise.all([
      read<sql.DayRow>(sql.endingsByDay),
      read<sql.SourceRow>(sql.verdictsBySource),
      read<sql.AgreementRow>(sql.agreements, scoreFrom),
      read<sql.TimeRow>(sql.timesPerCase),
    ]);
    return {
      byDay,
      precision: {
        model: precisionOf(sources, 'model'),
        rule: precisionOf(sources, 'rule'),
        reason: precisionOf(sources, 'reason'),
      },
      agreement: {
        all: agreementOf(agreements),
        byAnalyst: agreementBy(agreements, ({ reviewer }) => reviewer),
        byDisplay: agreementBy(agreements, ({ display }) => display),
      },
      times: times.map(({ reviewer, cases, median_ms: medianMs, p90_ms: p90Ms }) => ({
        analyst: reviewer,
        cases,
        medianMs,
        p90Ms,
      })),
    };
  }
}

function precisionOf(rows: readonly sql.SourceRow[], wanted: sql.SourceRow['kind']): Precision[] {
  return rows
    .filter(({ kind }) => kind === wanted)
    .map(({ name, judged, rejected }) => ({ name, judged, rejected, ...wilsonInterval(rejected, judged) }));
}
