import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { Role } from '@paymo/platform';
import type { App } from './app.js';
import { type Bank, bearer, eventually } from './bank.js';
import { payEverything } from './suspicious.js';

interface SeededCase {
  readonly score?: number | null;
  readonly amount?: number;
  readonly deadline?: string;
  readonly payer?: string;
  readonly payee?: string;
  /** The feature of its one reason. */
  readonly reason?: string;
  /** A rule that hit. */
  readonly rule?: string;
  readonly device?: string;
  readonly address?: string;
}

/** The requests of analysts to the review service of a bank. */
export class Analysts {
  constructor(private readonly bank: Bank) {}

  post(path: string, body: object = {}, who = 'ana', given: readonly Role[] = ['analyst']): request.Test {
    return request(this.bank.review)
      .post(`/review/${path}`)
      .set(bearer(this.bank.tokens.for(who, given)))
      .send(body);
  }

  get(path: string, who = 'ana'): request.Test {
    return request(this.bank.review)
      .get(`/review/${path}`)
      .set(bearer(this.bank.tokens.for(who, ['analyst'])));
  }

  delete(path: string, who = 'ana'): request.Test {
    return request(this.bank.review)
      .delete(`/review/${path}`)
      .set(bearer(this.bank.tokens.for(who, ['analyst'])));
  }

  /** Cases as if held payments had opened them; answers their ids. */
  async seed(cases: readonly SeededCase[]): Promise<string[]> {
    const ids = cases.map(() => randomUUID());
    for (const [index, { score = 0.5, amount = 1000, deadline = '2030-01-01', ...rest }] of cases.entries()) {
      const paymentId = randomUUID();
      const { payer = paymentId, payee = paymentId, reason, rule, device, address } = rest;
      const reasons =
        reason === undefined ? [] : [{ feature: reason, value: 1, contribution: 1, sentence: `${reason}.` }];
      const rules =
        rule === undefined ? [] : [{ ruleId: rule, verdict: 'hold', reason: rule, sentence: `${rule}.` }];
      await this.bank.sql(
        `INSERT INTO review.cases (id, payment_id, payer_id, payee_id, amount_minor, currency, type, score, reasons,
           model, occurred_at, opened_at, deadline_at, device_id, ip_address, rules, status)
         VALUES ($1, $2, $3, $4, $5, 'GBP', 'transfer', $6, $7, 'fraud/2', now(), now(), $8, $9, $10, $11, 'open')`,
        [
          ids[index],
          paymentId,
          payer,
          payee,
          amount,
          score,
          JSON.stringify(reasons),
          deadline,
          device,
          address,
          JSON.stringify(rules),
        ],
      );
    }
    return ids.map((id) => `case_${id}`);
  }

  /** A real held payment's case. */
  async heldCase(app: App, balance = 250_000): Promise<{ caseId: string; paymentId: string }> {
    const { id: paymentId } = await payEverything(app, balance);
    const caseId = await eventually('the hold opens a case', async () => {
      const { body } = await this.get('queue?limit=100');
      return body.items.find((found: { paymentId: string }) => found.paymentId === paymentId)?.id as string;
    });
    return { caseId, paymentId };
  }
}

export function idsOf(body: { items: { id: string }[] }): string[] {
  return body.items.map(({ id }) => id);
}
