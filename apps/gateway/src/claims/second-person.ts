import { isDeepStrictEqual } from 'node:util';
import { PaymoError, type Statement, type Transaction } from '@paymo/platform';

interface ProposalRow {
  readonly proposed_by: string;
  readonly decision: object;
}

const readProposal: Statement = {
  name: 'read_claim_proposal',
  text: 'SELECT proposed_by, decision FROM claim_proposals WHERE claim_id = $1',
};

const writeProposal: Statement = {
  name: 'write_claim_proposal',
  text: `
    INSERT INTO claim_proposals (claim_id, proposed_by, proposed_at, decision) VALUES ($1, $2, $3, $4)
    ON CONFLICT (claim_id) DO UPDATE SET proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at,
      decision = excluded.decision`,
};

/**
 * Whether somebody else has decided the same before, under the lock of the claim; if not, it is kept as proposed.
 *
 * @throws PaymoError `conflict.second_person` when one person decides twice
 */
export async function isSeconded(
  transaction: Transaction,
  claimId: string,
  decision: object,
  { subject, now }: { readonly subject: string; readonly now: Date },
): Promise<boolean> {
  const [proposal] = await transaction.query<ProposalRow>(readProposal, [claimId]);
  if (proposal !== undefined && isDeepStrictEqual({ ...proposal.decision }, { ...decision })) {
    if (proposal.proposed_by !== subject) return true;
    throw new PaymoError('conflict.second_person', 'You have proposed this; a colleague decides the same.');
  }
  transaction.write(writeProposal, [claimId, subject, now, JSON.stringify(decision)]);
  return false;
}
