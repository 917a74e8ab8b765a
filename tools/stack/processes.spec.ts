import { describe, expect, it } from '@jest/globals';
import { freePorts } from './processes.js';

describe('free ports', () => {
  it('are given to one alone, though the first to be given them does not listen yet', async () => {
    // Of some 28,000 ports, five hundred and another five hundred by chance would have nine in common.
    const ports = [...(await freePorts(500)), ...(await freePorts(500))];
    expect(new Set(ports).size).toBe(1000);
  });
});
