import type { PaymentSettled } from '@paymo/contracts';
import type { Transaction } from '@paymo/platform';
import { countMonths, newPayments } from './history-statements.js';

interface Movement {
  readonly accountId: string;
  /** The first day of its month. */
  readonly month: string;
  readonly inMinor: number;
  readonly outMinor: number;
  readonly committedMinor: number;
}

/** Money to merchants and by direct debit is committed spending; what goes to people or out as cash can be left. */
const committedTypes: readonly PaymentSettled['type'][] = ['payment', 'debit'];

/** Learns what came in and went out of accounts, month by month; each payment counts once. */
export async function learnHistory(
  transaction: Transaction,
  settled: readonly PaymentSettled[],
): Promise<void> {
  if (settled.length === 0) return;
  const ids = settled.map(({ paymentId }) => paymentId);
  const rows = await transaction.query<{ payment_id: string }>(newPayments, [ids]);
  const fresh = new Set(rows.map((row) => row.payment_id));
  const movements = sumUp(settled.filter(({ paymentId }) => fresh.delete(paymentId)).flatMap(movementsOf));
  if (movements.length === 0) return;
  transaction.write(countMonths, [
    movements.map(({ accountId }) => accountId),
    movements.map(({ month }) => month),
    movements.map(({ inMinor }) => inMinor),
    movements.map(({ outMinor }) => outMinor),
    movements.map(({ committedMinor }) => committedMinor),
  ]);
}

function movementsOf({ payerId, payeeId, amount, type, occurredAtMs }: PaymentSettled): Movement[] {
  const month = `${new Date(occurredAtMs).toISOString().slice(0, 7)}-01`;
  const committedMinor = committedTypes.includes(type) ? amount.value : 0;
  return [
    { accountId: payerId, month, inMinor: 0, outMinor: amount.value, committedMinor },
    { accountId: payeeId, month, inMinor: amount.value, outMinor: 0, committedMinor: 0 },
  ];
}

/** One row an account and month, in the order of their keys: two batches then wait for each other and never both. */
function sumUp(movements: readonly Movement[]): Movement[] {
  const sums = new Map<string, Movement>();
  for (const each of movements) {
    const key = `${each.accountId}/${each.month}`;
    const sum = sums.get(key);
    sums.set(
      key,
      sum === undefined
        ? each
        : {
            ...sum,
            inMinor: sum.inMinor + each.inMinor,
            outMinor: sum.outMinor + each.outMinor,
            committedMinor: sum.committedMinor + each.committedMinor,
          },
    );
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
