import { Injectable } from '@nestjs/common';
import { Database, PaymoError, publicId, type Transaction } from '@paymo/platform';
import {
  compileRule,
  type RuleDefinition,
  ruleDefinitionSchema,
  type RuleReport,
  RuleReporter,
} from '@paymo/rules';
import { loadVocabulary } from './load-rules.js';
import { decisionsSince } from './past-decisions.js';
import { faultyExpression } from './rule-faults.js';
import { type Move, movesOf } from './rule-life.js';
import * as sql from './rule-statements.js';

const dayMs = 86_400_000;

/** A report, and how many decisions had to be left out because another feature catalogue made them. */
export interface RuleHistory extends RuleReport {
  readonly version: number;
  readonly skipped: number;
}

interface Window {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Keeps rules through their lives, and says what they did or would have done. */
@Injectable()
export class RulesService {
  constructor(private readonly database: Database) {}

  async list(): Promise<sql.RuleVersionRow[]> {
    return this.database.query<sql.RuleVersionRow>(sql.allVersions, []);
  }

  /** The versions of a rule, the oldest first. */
  async one(id: string): Promise<sql.RuleVersionRow[]> {
    return known(id, await this.database.query<sql.RuleVersionRow>(sql.versionsOf, [id]));
  }

  /** @throws PaymoError `rule.faulty` with every fault of the expression */
  async draft(definition: RuleDefinition, actor: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const compiled = compileRule(definition, await loadVocabulary(transaction));
      if (!compiled.ok) {
        const faults = compiled.faults.map((fault) => ({ pointer: '/expression', fault }));
        throw faultyExpression('rule.faulty', faults);
      }
      await transaction.query(sql.insertRule, [definition.id]);
      await transaction.query(sql.lockRule, [definition.id]);
      transaction.write(sql.insertVersion, [definition.id, JSON.stringify(definition), actor, new Date()]);
    });
  }

  async move(id: string, move: Move, actor: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const versions = await lockedVersions(transaction, id);
      const now = new Date();
      for (const { version, to, reviewer } of movesOf(versions, move, actor))
        transaction.write(sql.moveVersion, [id, version, to, now, reviewer]);
      if (move === 'live') transaction.write(sql.switchRule, [id, null, null]);
      if (move !== 'review') transaction.write(sql.announceChange, []);
    });
  }

  /** Takes a rule out of all decisions at once; putting it live again is what brings it back. */
  async kill(id: string, actor: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await lockedVersions(transaction, id);
      transaction.write(sql.switchRule, [id, new Date(), actor]);
      transaction.write(sql.announceChange, []);
    });
  }

  /** What the newest version would have done to the decisions of the last days. */
  async backtest(id: string, days: number): Promise<RuleHistory> {
    const newest = (await this.one(id)).at(-1);
    const now = Date.now();
    return this.history(id, newest, { sinceMs: now - days * dayMs, untilMs: now });
  }

  /** What the version in shadow (or else the live one) fires on, since it went there. */
  async shadowReport(id: string): Promise<RuleHistory> {
    const versions = await this.one(id);
    const observed =
      versions.findLast(({ status }) => status === 'shadow') ??
      versions.findLast(({ status }) => status === 'live');
    if (observed?.shadow_at === undefined || observed.shadow_at === null)
      throw new PaymoError(
        'conflict.rule_status',
        `No version of ${id} is in shadow or live; use the backtest.`,
      );
    return this.history(id, observed, { sinceMs: observed.shadow_at.getTime(), untilMs: Date.now() });
  }

  private async history(
    id: string,
    row: sql.RuleVersionRow | undefined,
    window: Window,
  ): Promise<RuleHistory> {
    if (row === undefined) throw notFound(id);
    const vocabulary = await loadVocabulary(this.database);
    const compiled = compileRule(ruleDefinitionSchema.parse(row.definition), vocabulary, row.version);
    if (!compiled.ok) {
      const faults = compiled.faults.map((fault) => ({ pointer: '/expression', fault }));
      throw faultyExpression('rule.faulty', faults);
    }
    const reporter = new RuleReporter(compiled.rule, vocabulary);
    let skipped = 0;
    for await (const page of decisionsSince(this.database, new Date(window.sinceMs))) {
      for (const decision of page) {
        if (decision === null) skipped += 1;
        else reporter.add(decision);
      }
    }
    const report = reporter.report(window.untilMs - window.sinceMs);
    const changed = report.changed.map((each) => ({ ...each, paymentId: publicId('pay', each.paymentId) }));
    return { version: row.version, ...report, changed, skipped };
  }
}

async function lockedVersions(transaction: Transaction, id: string): Promise<sql.RuleVersionRow[]> {
  const [, versions] = await Promise.all([
    transaction.query(sql.lockRule, [id]),
    transaction.query<sql.RuleVersionRow>(sql.versionsOf, [id]),
  ]);
  return known(id, versions);
}

function known(id: string, versions: sql.RuleVersionRow[]): sql.RuleVersionRow[] {
  if (versions.length === 0) throw notFound(id);
  return versions;
}

function notFound(id: string): PaymoError {
  return new PaymoError('rule.not_found', `There is no rule ${id}.`);
}
