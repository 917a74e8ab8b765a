import type { Statement } from '@paymo/platform';

export interface NoteRow {
  readonly author: string;
  readonly text: string;
  readonly written_at: Date;
}

/** Also the notes on what is merged into the case. */
export const listNotes: Statement = {
  name: 'list_notes',
  text: `
    SELECT author, text, written_at FROM notes
    WHERE case_id = $1 OR case_id IN (SELECT id FROM cases WHERE merged_into = $1) ORDER BY id LIMIT 200`,
};

export const addNote: Statement = {
  name: 'add_note',
  text: 'INSERT INTO notes (id, case_id, author, text, written_at) VALUES ($1, $2, $3, $4, $5)',
};
