import { Injectable } from '@nestjs/common';
import { type Caller, Cursors, Database, newId, type Page, PaymoError, publicId } from '@paymo/platform';
import * as sql from './contact-statements.js';

const contactsMax = 1000;

export interface NewContact {
  readonly name: string;
  readonly account: string | null;
  readonly handle: string | null;
}

/** Whom customers send money to, as they call them. A contact says nothing of whether its account is there. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /** @throws PaymoError `conflict.too_many_contacts` */
  async add({ subject }: Caller, { name, account, handle }: NewContact): Promise<sql.ContactRow> {
    const values = [newId(), subject, name, account, handle, contactsMax];
    const [row] = await this.database.query<sql.ContactRow>(sql.insertContact, values);
    if (row !== undefined) return row;
    throw new PaymoError('conflict.too_many_contacts', `You may have ${contactsMax} contacts.`);
  }

  /** In the order in which they were added. */
  async list({ subject }: Caller, limit: number, cursor: string | undefined): Promise<Page<sql.ContactRow>> {
    const list = ['contacts', subject];
    const [after = null] = await this.cursors.read(list, cursor);
    const rows = await this.database.query<sql.ContactRow>(sql.listContacts, [subject, after, limit + 1]);
    return this.cursors.page(list, rows, limit, ({ id }) => [id]);
  }

  async read({ subject }: Caller, id: string): Promise<sql.ContactRow> {
    const [row] = await this.database.query<sql.ContactRow>(sql.readContact, [subject, id]);
    return row ?? unknownContact(id);
  }

  async rename({ subject }: Caller, id: string, name: string): Promise<sql.ContactRow> {
    const [row] = await this.database.query<sql.ContactRow>(sql.renameContact, [subject, id, name]);
    return row ?? unknownContact(id);
  }

  async remove({ subject }: Caller, id: string): Promise<void> {
    const rows = await this.database.query(sql.deleteContact, [subject, id]);
    if (rows.length === 0) unknownContact(id);
  }
}

function unknownContact(id: string): never {
  throw new PaymoError('contact.not_found', `${publicId('con', id)} does not exist.`);
}
