import type { Statement } from '@paymo/platform';

export interface FileRow {
  readonly id: string;
  readonly case_id: string;
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
  readonly size: number;
  readonly added_by: string;
  readonly added_at: Date;
}

const columns = 'id, case_id, name, type, sha256, length(bytes) AS size, added_by, added_at';

/** Also the files of what is merged into the case. */
export const listFiles: Statement = {
  name: 'list_case_files',
  text: `
    SELECT ${columns} FROM case_files
    WHERE case_id = $1 OR case_id IN (SELECT id FROM cases WHERE merged_into = $1) ORDER BY id LIMIT 200`,
};

/** `$6` are the bytes in base64, `$9` is how many files a case has at most. The same bytes are kept once a case. */
export const addFile: Statement = {
  name: 'add_case_file',
  text: `
    INSERT INTO case_files (id, case_id, name, type, sha256, bytes, added_by, added_at)
    SELECT $1, $2, $3, $4, $5, decode($6, 'base64'), $7, $8 WHERE (SELECT count(*) FROM case_files WHERE case_id = $2) < $9::integer
    ON CONFLICT (case_id, sha256) DO NOTHING`,
};

export const fileOfContent: Statement = {
  name: 'case_file_of_content',
  text: `SELECT ${columns} FROM case_files WHERE case_id = $1 AND sha256 = $2`,
};

export const readFile: Statement = {
  name: 'read_case_file',
  text: `SELECT ${columns}, bytes FROM case_files WHERE case_id = $1 AND id = $2`,
};
