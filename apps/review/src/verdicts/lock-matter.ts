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
  const [lead] = await transaction.query<LockedCase>(lockCase, [caseId, analyst]);
  if (lead === undefined)
    throw new PaymoError('case.not_found', `${publicId('case', caseId)} does not exist.`);
  return { lead, merged: await transaction.query<LockedCase>(lockParts, [caseId, analyst]) };
}
