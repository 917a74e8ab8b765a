import { z } from 'zod/mini';
import type { Requests } from './requests.js';

const definitionSchema = z.object({
  id: z.string(),
  expression: z.string(),
  outcome: z.enum(['hold', 'decline', 'approve']),
  onError: z.enum(['hold', 'ignore']),
  reason: z.string(),
  sentence: z.string(),
});
/** A rule as its author writes it. */
export type RuleDefinition = z.infer<typeof definitionSchema>;

const versionSchema = z.object({
  version: z.number(),
  status: z.enum(['draft', 'reviewed', 'shadow', 'live', 'retired']),
  definition: definitionSchema,
  author: z.string(),
  draftedAt: z.string(),
  reviewer: z.nullable(z.string()),
});
export type RuleVersion = z.infer<typeof versionSchema>;
export type RuleStatus = RuleVersion['status'];

const ruleSchema = z.object({
  id: z.string(),
  killedAt: z.nullable(z.string()),
  killedBy: z.nullable(z.string()),
  versions: z.array(versionSchema),
});
export type Rule = z.infer<typeof ruleSchema>;

const countAndValueSchema = z.object({ count: z.number(), amountMinor: z.number() });
const reportSchema = z.object({
  version: z.number(),
  payments: z.number(),
  days: z.number(),
  fires: z.number(),
  firesADay: z.number(),
  errors: z.number(),
  firstError: z.nullable(z.string()),
  caught: countAndValueSchema,
  newlyCaught: countAndValueSchema,
  falseAlerts: z.number(),
  unlabelled: z.number(),
  changedCount: z.number(),
  changed: z.array(z.object({ paymentId: z.string(), from: z.string(), to: z.string() })),
  skipped: z.number(),
});
export type RuleReport = z.infer<typeof reportSchema>;

const faultSchema = z.object({
  position: z.nullable(z.number()),
  message: z.string(),
  suggestion: z.nullable(z.string()),
});
export type ExpressionFault = z.infer<typeof faultSchema>;

const wordSchema = z.object({ name: z.string(), type: z.string(), meaning: z.string() });
export type Word = z.infer<typeof wordSchema>;
const wordsSchema = z.object({ items: z.array(wordSchema), lists: z.array(z.string()) });

export type RuleMove = 'review' | 'shadow' | 'live' | 'retire' | 'kill';

/** The requests of the console about rules. */
export class RulesApi {
  constructor(private readonly requests: Requests) {}

  async list(): Promise<Rule[]> {
    return z.parse(z.object({ items: z.array(ruleSchema) }), await this.requests.send('GET', 'rules')).items;
  }

  async draft(definition: RuleDefinition): Promise<Rule> {
    return z.parse(ruleSchema, await this.requests.send('POST', 'rules', definition));
  }

  async move(id: string, move: RuleMove): Promise<Rule> {
    return z.parse(ruleSchema, await this.requests.send('POST', `rules/${id}/${move}`));
  }

  async backtest(id: string, days: number): Promise<RuleReport> {
    return z.parse(reportSchema, await this.requests.send('GET', `rules/${id}/backtest?days=${days}`));
  }

  /** What the version in shadow or live fires on since it went to shadow; null when none is there. */
  async shadowReport(id: string): Promise<RuleReport | null> {
    const answer = await this.requests.sendOrNull(`rules/${id}/report`, 'conflict.rule_status');
    return answer === null ? null : z.parse(reportSchema, answer);
  }

  /** Every word that expressions may use; lists among them as `inList('name', `. */
  async words(): Promise<Word[]> {
    const { items, lists } = z.parse(wordsSchema, await this.requests.send('GET', 'rule-words'));
    const ofLists = lists.map((name) => ({
      name: `inList('${name}', `,
      type: 'yes or no',
      meaning: `whether a value is on the list ${name}`,
    }));
    return [...items, ...ofLists];
  }

  async check(expression: string): Promise<ExpressionFault[]> {
    const answer = await this.requests.send(
      'GET',
      `rule-checks?expression=${encodeURIComponent(expression)}`,
    );
    return z.parse(z.object({ faults: z.array(faultSchema) }), answer).faults;
  }
}
