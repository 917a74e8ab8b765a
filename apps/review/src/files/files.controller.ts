import { hash } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  type Caller,
  Database,
  FromCaller,
  Needs,
  newId,
  PaymoError,
  plainTextSchema,
  publicId,
  publicIdSchema,
} from '@paymo/platform';
import { CasesReader } from '../cases/cases.reader.js';
import { addFile, fileOfContent, type FileRow, listFiles, readFile } from './file-statements.js';
import { fileTypes, typeOf } from './file-type.js';

const caseIdSchema = publicIdSchema('case');
/** Of one file. */
const bytesMax = 2 * 1024 * 1024;
const filesMax = 20;
const base64Length = Math.ceil(bytesMax / 3) * 4;
const fileSchema = z.strictObject({
  name: plainTextSchema(100),
  type: z.enum(fileTypes),
  /** The bytes in base64, 2 MiB at most. */
  content: z
    .string()
    .max(base64Length, `must be ${bytesMax / 1024 / 1024} MiB at most`)
    .refine(isBase64, 'must be base64'),
});

/** Asked of Node, not of an expression: it is longer than expressions are fast for. */
function isBase64(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
}

interface FileView {
  readonly id: string;
  /** The case that it was added to, which may be merged into the one that is asked for. */
  readonly caseId: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  readonly addedBy: string;
  readonly addedAt: string;
}

@ApiTags('cases')
@Controller('review/cases/:caseId/files')
export class FilesController {
  constructor(
    private readonly database: Database,
    private readonly cases: CasesReader,
  ) {}

  @Needs('cases.read')
  @Get()
  @ApiOperation({ summary: 'List the files of a case, and of what is merged into it' })
  async list(@Param('caseId', { schema: caseIdSchema }) caseId: string): Promise<{ items: FileView[] }> {
    await this.cases.one(caseId);
    const rows = await this.database.query<FileRow>(listFiles, [caseId]);
    return { items: rows.map(fileView) };
  }

  @Needs('cases.judge')
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Keep a PDF, a picture or a text with a case; files are not changed afterwards' })
  async add(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
    @Body({ schema: fileSchema }) { name, type, content }: z.infer<typeof fileSchema>,
  ): Promise<FileView> {
    await this.cases.one(caseId);
    const bytes = Buffer.from(content, 'base64');
    await refuseOtherType(bytes, type);
    const sha256 = hash('sha256', bytes);
    const values = [newId(), caseId, name, type, sha256, content, caller.subject, new Date(), filesMax];
    await this.database.query(addFile, values);
    const [kept] = await this.database.query<FileRow>(fileOfContent, [caseId, sha256]);
    if (kept === undefined) throw refusal(`there may be ${filesMax} files with a case`);
    return fileView(kept);
  }

  @Needs('cases.read')
  @Get(':fileId')
  @ApiOperation({ summary: 'Read a file, to be saved and not to be opened by the browser' })
  async read(
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
    @Param('fileId', { schema: publicIdSchema('file') }) fileId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [found] = await this.database.query<FileRow & { bytes: Buffer }>(readFile, [caseId, fileId]);
    if (found === undefined)
      throw new PaymoError('case.not_found', `The case has no file ${publicId('file', fileId)}.`);
    await reply
      .headers({
        'content-type': found.type === 'text/plain' ? 'text/plain; charset=utf-8' : found.type,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      })
      .send(found.bytes);
  }
}

/** @throws PaymoError `request.invalid` for a file that is not what it says */
async function refuseOtherType(bytes: Buffer, type: string): Promise<void> {
  const found = await typeOf(bytes);
  if (found === type) return;
  throw refusal(`is ${found ?? `none of ${fileTypes.join(', ')}`} by its bytes, not ${type}`);
}

function refusal(detail: string): PaymoError {
  return new PaymoError('request.invalid', `The file is not kept: ${detail}.`, {
    errors: [{ pointer: '/content', detail }],
  });
}

function fileView(row: FileRow): FileView {
  return {
    id: publicId('file', row.id),
    caseId: publicId('case', row.case_id),
    name: row.name,
    type: row.type,
    size: row.size,
    sha256: row.sha256,
    addedBy: row.added_by,
    addedAt: row.added_at.toISOString(),
  };
}
