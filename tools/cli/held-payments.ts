import Table from 'cli-table3';
import { z } from 'zod';
import { formatMoney } from './summary-table.js';

const caseSchema = z.object({
  id: z.string(),
  paymentId: z.string(),
  amount: z.object({ value: z.number(), currency: z.string() }),
  type: z.string(),
  score: z.number().nullable(),
  reasons: z.array(
    z.object({ feature: z.string(), value: z.number(), contribution: z.number(), sentence: z.string() }),
  ),
});
const casesSchema = z.object({ items: z.array(caseSchema) });
const judgedSchema = z.object({ status: z.string() });
export type HeldPayment = z.infer<typeof caseSchema>;

/** The open cases of the analysts' queue, the oldest first. */
export async function openCases(reviewUrl: string, limit: number, token: string): Promise<HeldPayment[]> {
  const response = await fetch(`${reviewUrl}/review/cases?status=open&limit=${limit}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return casesSchema.parse(await response.json()).items;
}

/**
 * Has an analyst release a held payment.
 *
 * @returns whether that closed the case; the release of a large amount waits for a second analyst
 */
export async function release(reviewUrl: string, caseId: string, token: string): Promise<boolean> {
  const response = await fetch(`${reviewUrl}/review/cases/${caseId}/verdict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ verdict: 'release', note: 'The customer confirmed it.' }),
  });
  if (!response.ok) throw new Error(`the case was not released: ${await response.text()}`);
  return judgedSchema.parse(await response.json()).status === 'released';
}

export function heldTable(held: readonly HeldPayment[]): string {
  const table = new Table({
    head: ['held payment', 'amount', 'score', 'strongest facts'],
    style: { head: [], border: [] },
  });
  for (const { paymentId, amount, type, score, reasons } of held) {
    table.push([
      paymentId,
      `${formatMoney(amount.value, amount.currency)} ${type}`,
      score?.toFixed(3) ?? 'none',
      reasons.map(factText).join('\n'),
    ]);
  }
  return table.toString();
}

function factText({ contribution, sentence }: HeldPayment['reasons'][number]): string {
  const sign = contribution >= 0 ? '+' : '−';
  return `${sign}${Math.abs(contribution).toFixed(3)}  ${sentence}`;
}
