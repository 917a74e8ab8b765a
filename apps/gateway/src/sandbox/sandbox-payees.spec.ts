import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { sandboxPayee } from '@paymo/contracts';
import type { Database, Logger } from '@paymo/platform';
import type { GatewaySettings } from '../settings.js';
import { SandboxPayees } from './sandbox-payees.service.js';

describe('the slow payee of a sandbox', () => {
  it('ends no process with a decision that cannot be applied later', async () => {
    const warnings: string[] = [];
    const logger = { warn: (_: object, text: string) => warnings.push(text) } as unknown as Logger;
    const payees = new SandboxPayees({} as Database, { SANDBOX: true } as GatewaySettings, logger);
    const isDelayed = payees.delays(sandboxPayee('slow', 'GBP'), () =>
      Promise.reject(new Error('the database is away')),
    );
    expect(isDelayed).toBe(true);
    await sleep(3300);
    expect(warnings).toEqual(['delayed decision not applied']);
  });
});
