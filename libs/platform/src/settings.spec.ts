import { describe, expect, it, jest } from '@jest/globals';
import { loadSettings, serviceSettings } from './settings.js';

const right = {
  DATABASE_URL: 'postgres://u:p@localhost/x',
  KAFKA_BROKERS: 'a:1, b:2',
  TOKEN_ISSUER: 'https://i.example',
};

describe('settings', () => {
  it('are read with their defaults', () => {
    expect(loadSettings(serviceSettings, right)).toMatchObject({
      PORT: 8080,
      KAFKA_BROKERS: ['a:1', 'b:2'],
      BATCH_MAX: 256,
    });
  });

  it('that are wrong are all listed at once, and end the process with status 78', () => {
    let text = '';
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    const exit = jest.spyOn(process, 'exit').mockImplementation((status) => {
      throw new Error(`exit ${String(status)}`);
    });
    try {
      expect(() => loadSettings(serviceSettings, { KAFKA_BROKERS: 'a', PORT: 'x', BATCH_MAX: '0' })).toThrow(
        'exit 78',
      );
    } finally {
      write.mockRestore();
      exit.mockRestore();
    }
    expect(text).toContain('DATABASE_URL: is not set');
    for (const name of ['KAFKA_BROKERS', 'PORT', 'BATCH_MAX']) expect(text).toContain(`  ${name}: `);
  });
});
