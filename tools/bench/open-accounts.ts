import { LocalTokens } from '../issuer/local-tokens.js';
import { GatewayClient } from '../replay/gateway-client.js';
import type { Stack } from '../stack/stack.js';
import { ownerOf } from './load-result.js';

const openingDepositMinor = 10_000_000_000;

/** Opens an account for each of so many customers; more money than they can spend is in it. */
export async function openAccounts({ state, home }: Stack, count: number): Promise<string[]> {
  const tokens = new LocalTokens(state.issuer, home);
  const client = new GatewayClient(state.gateway, () => tokens.service('bench'));
  const open = (_: unknown, index: number): Promise<string> =>
    client.openAccount({
      name: `bench ${index}`,
      kind: 'customer',
      currency: 'GBP',
      openingDeposit: openingDepositMinor,
      owner: ownerOf(index),
    });
  const accounts = await Promise.all(Array.from({ length: count }, open));
  await client.close();
  return accounts;
}
