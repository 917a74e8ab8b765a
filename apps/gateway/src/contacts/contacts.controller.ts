import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  Answers,
  AnswersPage,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  type PageQuery,
  pageQuery,
  pageSchema,
  plainTextSchema,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
  timeSchema,
} from '@paymo/platform';
import type { ContactRow } from './contact-statements.js';
import { ContactsService } from './contacts.service.js';
import { DiscoveryService } from './discovery.service.js';
import { handleSchema } from './handle.js';
import { phoneHashSchema } from './phone-hash.js';

const name = plainTextSchema(140);
const contactSchema = z.union([
  z.strictObject({ name, account: publicIdSchema('acc') }),
  z.strictObject({ name, handle: handleSchema }),
]);
const renameSchema = z.strictObject({ name });
const questionSchema = z.union([
  z.strictObject({ handle: handleSchema }),
  z.strictObject({ phoneHashes: z.array(phoneHashSchema).min(1).max(50) }),
]);

const contactViewSchema = z
  .strictObject({
    id: publicIdTextSchema('con'),
    name: z.string().meta({ examples: ['Ben'] }),
    account: publicIdTextSchema('acc').nullable(),
    handle: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
    createdAt: timeSchema,
  })
  .meta({ id: 'Contact' });
type ContactView = z.infer<typeof contactViewSchema>;
const contactPage = pageSchema(contactViewSchema, 'ContactPage');
const foundSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        place: z.int().min(0).describe('Which of the hashes found them, from 0; 0 for a handle'),
        account: publicIdTextSchema('acc'),
        name: z.string().describe('As their account is called'),
      }),
    ),
  })
  .meta({ id: 'FoundContacts' });

const contactId = { schema: publicIdSchema('con') };

@ApiTags('contacts')
@Controller('v1/contacts')
export class ContactsController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly discovery: DiscoveryService,
  ) {}

  @Needs('contacts.manage')
  @Post()
  @ApiOperation({ summary: 'Keep a contact by their account or their handle' })
  @Answers(201, 'The contact', contactViewSchema)
  @Fails('conflict.too_many_contacts')
  async add(
    @FromCaller() caller: Caller,
    @Body({ schema: contactSchema }) contact: z.infer<typeof contactSchema>,
  ): Promise<ContactView> {
    return view(await this.contacts.add(caller, { account: null, handle: null, ...contact }));
  }

  @Needs('contacts.find')
  @Post('lookup')
  @HttpCode(200)
  @ApiOperation({ summary: 'Find who lets themselves be found, by a handle or by hashes of phone numbers' })
  @Answers(
    200,
    'Those who were found; who is not among them may not be there, or not want to be',
    foundSchema,
  )
  async find(
    @FromCaller() caller: Caller,
    @Body({ schema: questionSchema }) question: z.infer<typeof questionSchema>,
  ): Promise<z.infer<typeof foundSchema>> {
    const rows = await this.discovery.find(caller, question);
    const items = rows.map(({ place, account_id, name: found }) => ({
      place,
      account: publicId('acc', account_id),
      name: found,
    }));
    return { items };
  }

  @Needs('contacts.manage')
  @Get()
  @ApiOperation({ summary: 'List your contacts' })
  @AnswersPage('A page of contacts', contactPage)
  async list(
    @FromCaller() caller: Caller,
    @Query({ schema: pageQuery }) { limit, cursor }: PageQuery,
  ): Promise<{ items: ContactView[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.contacts.list(caller, limit, cursor);
    return { items: items.map(view), nextCursor };
  }

  @Needs('contacts.manage')
  @Get(':contactId')
  @ApiOperation({ summary: 'Read a contact' })
  @Answers(200, 'The contact', contactViewSchema)
  @Fails('contact.not_found')
  async read(@FromCaller() caller: Caller, @Param('contactId', contactId) id: string): Promise<ContactView> {
    return view(await this.contacts.read(caller, id));
  }

  @Needs('contacts.manage')
  @Patch(':contactId')
  @ApiOperation({ summary: 'Call a contact something else' })
  @Answers(200, 'The contact', contactViewSchema)
  @Fails('contact.not_found')
  async rename(
    @FromCaller() caller: Caller,
    @Param('contactId', contactId) id: string,
    @Body({ schema: renameSchema }) body: z.infer<typeof renameSchema>,
  ): Promise<ContactView> {
    return view(await this.contacts.rename(caller, id, body.name));
  }

  @Needs('contacts.manage')
  @Delete(':contactId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forget a contact' })
  @Answers(204, 'It is gone')
  @Fails('contact.not_found')
  async remove(@FromCaller() caller: Caller, @Param('contactId', contactId) id: string): Promise<void> {
    await this.contacts.remove(caller, id);
  }
}

function view(row: ContactRow): ContactView {
  return {
    id: publicId('con', row.id),
    name: row.name,
    account: row.account_id === null ? null : publicId('acc', row.account_id),
    handle: row.handle,
    createdAt: row.created_at.toISOString(),
  };
}
