import { PaymoError, publicId, type Transaction } from '@paymo/platform';
import { lockCases, type LockedCase } from './verdict-statements.js';

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
  const [lead, ...merged] = await transaction.query<LockedCase>(lockCases, [caseId, analyst]);
  if (lead?.id !== caseId)
    throw new PaymoError('case.not_found', `${publicId('case', caseId)} does not exist.`);
  return { lead, merged };
}
