import type { Statement } from '@paymo/platform';

/** Whose accounts are, as a service that does not keep them learns it from `accounts.opened`. */
export function accountOwnerTables(role: string): string {
  return `
    CREATE TABLE account_owners (
      account_id uuid PRIMARY KEY,
      owner text
    );
    GRANT SELECT, INSERT ON account_owners TO ${role};
  `;
}

export const readLearnedOwners: Statement = {
  name: 'read_learned_owners',
  text: 'SELECT account_id AS id, owner FROM account_owners WHERE account_id = ANY($1::uuid[])',
};

export const learnOwners: Statement = {
  name: 'learn_owners',
  text: `
    INSERT INTO account_owners (account_id, owner) SELECT * FROM unnest($1::uuid[], $2::text[])
    ON CONFLICT DO NOTHING`,
};
