import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bank, bearer, openBank } from '../support/bank.js';
import { seedCases } from '../../tools/review/seed-cases.js';

const items = 100_000;
const rounds = 60;

describe('a queue of 100,000 cases', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ without: ['gateway', 'scoring'], environment: { VERDICT_UNDO_SECONDS: '8' } });
    await seedCases(bank.adminUrl, items);
  }, 120_000);
  afterAll(() => bank.close(), 60_000);

  interface Timed {
    readonly ms: number;
    readonly body: { case?: { id: string }; next?: string };
  }

  async function timed(method: 'GET' | 'POST', path: string, body?: object): Promise<Timed> {
    const startMs = performance.now();
    const response = await fetch(`${bank.review}/review/${path}`, {
      method,
      headers: { ...bearer(bank.tokens.for('ana')), 'content-type': 'application/json' },
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    });
    expect(response.status).toBe(200);
    return { body: await response.json(), ms: performance.now() - startMs };
  }

  function p95(name: string, times: readonly number[]): number {
    const at = [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Infinity;
    process.stdout.write(`${name} at ${items} open cases: p95 ${at.toFixed(1)} ms\n`);
    return at;
  }

  it('is listed, claimed from and judged within the times of the plan', async () => {
    const [lists, counts, claims, verdicts]: number[][] = [[], [], [], []];
    let cursor = '';
    for (let round = 0; round < rounds; round += 1) {
      const list = await timed('GET', `queue?sort=${round % 2 === 0 ? 'deadline' : 'loss'}`);
      const page = await timed('GET', `queue?limit=100${cursor}`);
      cursor = `&cursor=${page.body.next ?? ''}`;
      lists?.push(list.ms, page.ms);
      counts?.push((await timed('GET', 'queue/counts')).ms);
      const claimed = await timed('POST', 'queue/next');
      claims?.push(claimed.ms);
      const verdict = { verdict: 'reject', reason: 'other' };
      verdicts?.push((await timed('POST', `cases/${claimed.body.case?.id ?? ''}/verdict`, verdict)).ms);
    }
    expect(p95('list', lists ?? [])).toBeLessThan(200);
    expect(p95('counts', counts ?? [])).toBeLessThan(200);
    expect(p95('next', claims ?? [])).toBeLessThan(100);
    expect(p95('verdict', verdicts ?? [])).toBeLessThan(150);
  }, 120_000);
});
