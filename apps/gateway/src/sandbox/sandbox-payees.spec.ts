import { describe, expect, it } from '@jest/globals';
import { sandboxPayee } from '@paymo/contracts';
import type { Database, Logger } from '@paymo/platform';
import type { GatewaySettings } from '../settings.js';
import { SandboxPayees } from './sandbox-payees.service.js';

describe('the slow payee of a sandbox', () => {
  it('ends no process with a decision that cannot be applied later', async () => {
    const logger = { warn: (): void => undefined };
    const warned = new Promise<string>((resolve) => {
      logger.warn = (...[, text]: unknown[]) => {
        resolve(String(text));
      };
    });
    const payees = new SandboxPayees(
      {} as Database,
      { SANDBOX: true } as GatewaySettings,
      logger as unknown as Logger,
    );
    const isDelayed = payees.delays(sandboxPayee('slow', 'GBP'), () =>
      Promise.reject(new Error('the database is away')),
    );
    expect(isDelayed).toBe(true);
    expect(await warned).toBe('delayed decision not applied');
  });
});
