import { describe, expect, it } from '@jest/globals';
import type { Link } from '../api/links-api.js';
import { linkGraphOf } from './link-graph-of.js';

function link(from: Partial<Link>): Link {
  return {
    id: 'case_1',
    payer: 'acc_payer',
    payee: 'acc_payee',
    device: null,
    address: null,
    amount: { value: 100, currency: 'GBP' },
    status: 'open',
    openedAt: '2026-11-28T10:00:00Z',
    mergedInto: null,
    steps: 0,
    ...from,
  };
}

describe('the graph of linked cases', () => {
  it('joins each payer with whom it paid and where it paid from, each once', () => {
    const { nodes, edges } = linkGraphOf([
      link({ device: 'phone', address: '192.0.2.1' }),
      link({ payer: 'acc_other', device: 'phone', status: 'rejected', steps: 1 }),
      link({ payer: 'acc_other', status: 'released', steps: 1 }),
    ]);
    expect(nodes).toEqual([
      { id: 'acc_payer', kind: 'account', isOwn: true, cases: 1, rejected: 0 },
      { id: 'acc_payee', kind: 'account', isOwn: true, cases: 3, rejected: 1 },
      { id: 'phone', kind: 'device', isOwn: true, cases: 2, rejected: 1 },
      { id: '192.0.2.1', kind: 'address', isOwn: true, cases: 1, rejected: 0 },
      { id: 'acc_other', kind: 'account', isOwn: false, cases: 2, rejected: 1 },
    ]);
    expect(edges).toContainEqual({ from: 'acc_other', to: 'acc_payee', cases: 2, rejected: 1, open: 0 });
    expect(edges).toContainEqual({ from: 'acc_other', to: 'phone', cases: 1, rejected: 1, open: 0 });
    expect(edges.length).toBe(5);
  });

  it('is of nothing when nothing is linked', () => {
    expect(linkGraphOf([])).toEqual({ nodes: [], edges: [] });
  });
});
