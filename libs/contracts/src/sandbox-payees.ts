/** What a payee of sandboxes does to payments, and where it stands in the payee's id. */
const places = { held: '9001', declined: '9002', signed: '9003', slow: '9004', expired: '9005' } as const;

export type SandboxEffect = keyof typeof places;
export const sandboxEffects = [
  'held',
  'declined',
  'signed',
  'slow',
  'expired',
] as const satisfies SandboxEffect[];

const pattern = /^00000000-0000-7000-(900[1-5])-000000([0-9a-f]{6})$/;

/** The account that has the effect, in a currency, whose three letters stand at the end, in hexadecimal. */
export function sandboxPayee(effect: SandboxEffect, currency: string): string {
  const letters = Array.from(currency, (letter) => letter.charCodeAt(0).toString(16)).join('');
  return `00000000-0000-7000-${places[effect]}-000000${letters}`;
}

/** The effect of an account; undefined for every account outside sandboxes, since only they open such accounts. */
export function sandboxEffectOf(accountId: string): SandboxEffect | undefined {
  const place = pattern.exec(accountId)?.[1];
  return sandboxEffects.find((effect) => places[effect] === place);
}
