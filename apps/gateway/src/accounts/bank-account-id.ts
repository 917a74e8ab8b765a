const places = { funding: '8000', lending: '8001', claims: '8002' } as const;

/** The bank's own account of a kind in a currency, whose three letters stand at the end, in hexadecimal. */
export function bankAccountId(kind: keyof typeof places, currency: string): string {
  return `00000000-0000-7000-${places[kind]}-000000${Buffer.from(currency, 'latin1').toString('hex')}`;
}
