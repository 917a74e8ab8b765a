import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  type Caller,
  Database,
  FromCaller,
  Needs,
  newId,
  plainTextSchema,
  publicIdSchema,
} from '@paymo/platform';
import { CasesReader } from '../cases/cases.reader.js';
import { addNote, listNotes, type NoteRow } from './note-statements.js';

const caseIdSchema = publicIdSchema('case');
const noteSchema = z.strictObject({ text: plainTextSchema(2000) });

interface NoteView {
  readonly author: string;
  readonly text: string;
  readonly writtenAt: string;
}

@ApiTags('cases')
@Controller('review/cases/:caseId/notes')
export class NotesController {
  constructor(
    private readonly database: Database,
    private readonly cases: CasesReader,
  ) {}

  @Needs('cases.read')
  @Get()
  @ApiOperation({ summary: 'List the notes on a case, the oldest first' })
  async list(@Param('caseId', { schema: caseIdSchema }) caseId: string): Promise<{ items: NoteView[] }> {
    await this.cases.one(caseId);
    const rows = await this.database.query<NoteRow>(listNotes, [caseId]);
    return { items: rows.map(noteView) };
  }

  @Needs('cases.judge')
  @Post()
  @ApiOperation({ summary: 'Write a note on a case; notes are not changed afterwards' })
  async add(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
    @Body({ schema: noteSchema }) { text }: z.infer<typeof noteSchema>,
  ): Promise<NoteView> {
    await this.cases.one(caseId);
    const note = { author: caller.subject, text, written_at: new Date() };
    await this.database.query(addNote, [newId(), caseId, note.author, text, note.written_at]);
    return noteView(note);
  }
}

function noteView({ author, text, written_at: writtenAt }: NoteRow): NoteView {
  return { author, text, writtenAt: writtenAt.toISOString() };
}
