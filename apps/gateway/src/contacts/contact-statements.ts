import type { Statement } from '@paymo/platform';

export interface ContactRow {
  readonly id: string;
  readonly name: string;
  readonly account_id: string | null;
  readonly handle: string | null;
  readonly created_at: Date;
}

const columns = 'id, name, account_id, handle, created_at';

/** Answers nothing when the owner has `$6` already. */
export const insertContact: Statement = {
  name: 'insert_contact',
  text: `
    INSERT INTO contacts (id, owner, name, account_id, handle)
    SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM contacts WHERE owner = $2) < $6::int
    RETURNING ${columns}`,
};

export const listContacts: Statement = {
  name: 'list_contacts',
  text: `
    SELECT ${columns} FROM contacts
    WHERE owner = $1 AND id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT $3`,
};

export const readContact: Statement = {
  name: 'read_contact',
  text: `SELECT ${columns} FROM contacts WHERE owner = $1 AND id = $2`,
};

export const renameContact: Statement = {
  name: 'rename_contact',
  text: `UPDATE contacts SET name = $3 WHERE owner = $1 AND id = $2 RETURNING ${columns}`,
};

export const deleteContact: Statement = {
  name: 'delete_contact',
  text: 'DELETE FROM contacts WHERE owner = $1 AND id = $2 RETURNING id',
};
