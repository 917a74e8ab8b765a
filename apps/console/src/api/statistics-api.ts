import { z } from 'zod/mini';
import type { Requests } from './requests.js';

const laneSchema = z.object({
  lane: z.string(),
  open: z.number(),
  overdue: z.number(),
  due: z.number(),
  snoozed: z.number(),
  hour: z.number(),
  day: z.number(),
  older: z.number(),
});
export type Lane = z.infer<typeof laneSchema>;

const precisionSchema = z.object({
  name: z.string(),
  judged: z.number(),
  rejected: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Precision = z.infer<typeof precisionSchema>;

const agreementSchema = z.object({
  bothFraud: z.number(),
  firstOnly: z.number(),
  secondOnly: z.number(),
  bothHonest: z.number(),
  kappa: z.nullable(z.number()),
});
export type Agreement = z.infer<typeof agreementSchema>;

const verdictsSchema = z.object({
  byDay: z.array(
    z.object({
      day: z.string(),
      released: z.number(),
      rejected: z.number(),
      expired: z.number(),
      cancelled: z.number(),
    }),
  ),
  precision: z.object({
    model: z.array(precisionSchema),
    rule: z.array(precisionSchema),
    reason: z.array(precisionSchema),
  }),
  agreement: z.object({
    all: agreementSchema,
    byAnalyst: z.record(z.string(), agreementSchema),
    byDisplay: z.record(z.string(), agreementSchema),
  }),
  times: z.array(
    z.object({
      analyst: z.nullable(z.string()),
      cases: z.number(),
      medianMs: z.number(),
      p90Ms: z.number(),
    }),
  ),
});
export type Verdicts = z.infer<typeof verdictsSchema>;

const secondLooksSchema = z.object({
  days: z.number(),
  all: agreementSchema,
  byDisplay: z.record(z.string(), agreementSchema),
});
export type SecondLooks = z.infer<typeof secondLooksSchema>;

const staffingSchema = z.object({
  casesADay: z.number(),
  weeks: z.number(),
  measured: z.number(),
  handlingMeanMs: z.number(),
  scenarios: z.array(
    z.object({
      analysts: z.number(),
      shareInTime: z.nullable(z.number()),
      missed: z.number(),
      waitingMean: z.number(),
      waitingMax: z.number(),
      waitMedianMs: z.nullable(z.number()),
      waitP90Ms: z.nullable(z.number()),
      utilisation: z.number(),
    }),
  ),
});
export type Staffing = z.infer<typeof staffingSchema>;

/** The requests of the console about the work of the queue. */
export class StatisticsApi {
  constructor(private readonly requests: Requests) {}

  async queue(): Promise<Lane[]> {
    return z.parse(
      z.object({ lanes: z.array(laneSchema) }),
      await this.requests.send('GET', 'statistics/queue'),
    ).lanes;
  }

  async verdicts(days: number): Promise<Verdicts> {
    return z.parse(verdictsSchema, await this.requests.send('GET', `statistics/verdicts?days=${days}`));
  }

  async secondLooks(): Promise<SecondLooks> {
    return z.parse(secondLooksSchema, await this.requests.send('GET', 'statistics/second-looks'));
  }

  async staffing(analysts: number, casesADay: number): Promise<Staffing> {
    const query = `analysts=${analysts}&casesADay=${casesADay}`;
    return z.parse(staffingSchema, await this.requests.send('GET', `statistics/staffing?${query}`));
  }
}
