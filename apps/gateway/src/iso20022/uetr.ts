import { hash } from 'node:crypto';

/**
 * The end-to-end reference (UETR, a UUID of version 4) of a payment that came without one: always the same, made of
 * its id.
 */
export function uetrOf(paymentId: string): string {
  const hex = hash('sha256', `uetr ${paymentId}`, 'hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
