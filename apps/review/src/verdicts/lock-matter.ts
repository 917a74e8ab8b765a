import { PaymoError, publicId, type Transaction } from '@paymo/platform';
import { lockCase, type LockedCase, lockParts } from './verdict-statements.js';

/** What one verdict is about: a case, and the open cases merged into it. */
export interface Matter {
  readonly lead: LockedCase;
  readonly merged: readonly LockedCase[];
}

/**
 * Keeps others from a case, and from what is merged into it, until the transaction ends.
 *
 * @throws PaymoError `case.not_found`
 */
export async function lockMatter(transaction: Transaction, caseId: string, analyst: string): Promise<Matter> {
  const values = [caseId, analyst];
  const [[lead], merged] = await Promise.all([
    transaction.query<LockedCase>(lockCase, values),
    transaction.query<LockedCase>(lockParts, values),
  ]);
  if (lead === undefined)
    throw new PaymoError('case.not_found', `${publicId('case', caseId)} does not exist.`);
  return { lead, merged };
}
