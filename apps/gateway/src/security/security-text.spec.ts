import { describe, expect, it } from '@jest/globals';
import { securityText } from './security-text.js';

const contact = 'mailto:security@bank.example';

describe('security.txt', () => {
  it('says whom to tell, and until when it holds, the same all day', () => {
    const at = (time: string) => securityText({ contact, publicUrl: null }, Date.parse(time));
    const text = [
      'Contact: mailto:security@bank.example',
      'Expires: 2027-02-26T00:00:00.000Z',
      'Preferred-Languages: en',
      '',
    ];
    expect(at('2026-11-28T00:00:00Z')).toBe(text.join('\n'));
    expect(at('2026-11-28T23:59:59Z')).toBe(text.join('\n'));
    expect(at('2026-11-29T00:00:00Z')).toContain('Expires: 2027-02-27');
  });

  it('names its own address where the bank says it', () => {
    expect(securityText({ contact, publicUrl: 'https://api.bank.example/' }, 0)).toContain(
      'Canonical: https://api.bank.example/.well-known/security.txt\n',
    );
  });
});
