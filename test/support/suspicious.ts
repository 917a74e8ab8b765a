import type { App } from './app.js';
import { money } from './app.js';

/** Sends an account's whole balance to a newcomer, as a thief would: the model holds that. */
export async function payEverything(
  app: App,
  balance = 250_000,
): Promise<{ id: string; from: string; to: string; status: string }> {
  const [from, to] = [await app.openAccount(balance), await app.openAccount(0)];
  const response = await app.pay({ payer: from, payee: to, amount: money(balance), type: 'transfer' });
  return { id: response.body.id, from, to, status: response.body.status };
}
