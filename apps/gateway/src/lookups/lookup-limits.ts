import { Injectable } from '@nestjs/common';
import { Database, PaymoError, type Statement } from '@paymo/platform';

export interface LookupLimit {
  readonly purpose: 'payee_check' | 'contact';
  readonly perHour: number;
}

interface CountRow {
  readonly count: number;
  readonly wait_seconds: number;
}

const countLookups: Statement = {
  name: 'count_lookups',
  text: `
    INSERT INTO lookup_counters AS c (subject, purpose, hour, count) VALUES ($1, $2, date_trunc('hour', now()), $3)
    ON CONFLICT (subject, purpose) DO UPDATE SET hour = excluded.hour,
      count = least(excluded.count + CASE WHEN c.hour = excluded.hour THEN c.count ELSE 0 END, 1000000)
    RETURNING count, ceil(extract(epoch FROM hour + interval '1 hour' - now()))::int AS wait_seconds`,
};

/** Bounds how many questions about others a person may ask an hour, whichever instance answers. */
@Injectable()
export class LookupLimits {
  constructor(private readonly database: Database) {}

  /** @throws PaymoError `limit.too_many_requests`; questions that are refused count too */
  async count(subject: string, { purpose, perHour }: LookupLimit, questions: number): Promise<void> {
    const [row] = await this.database.query<CountRow>(countLookups, [subject, purpose, questions]);
    if (row === undefined || row.count <= perHour) return;
    const detail = `You may look up ${perHour} of these an hour; wait ${row.wait_seconds} s.`;
    throw new PaymoError('limit.too_many_requests', detail, { retryAfterSeconds: row.wait_seconds });
  }
}
