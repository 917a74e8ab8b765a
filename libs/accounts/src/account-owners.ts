import { type Caller, type Database, type Statement } from '@paymo/platform';
import { AccountMemory } from './account-memory.js';

/** Knows whose an account is. */
export class AccountOwners {
  private readonly owners: AccountMemory<string | null>;

  /** @param readOwners rows of `id` and `owner` for the ids in `$1` */
  constructor(database: Database, readOwners: Statement) {
    this.owners = new AccountMemory(async (ids) => {
      const rows = await database.query<{ id: string; owner: string | null }>(readOwners, [ids]);
      return new Map(rows.map(({ id, owner }) => [id, owner]));
    });
  }

  /** Whether the caller may see and use the account; nobody's own is one that does not exist. */
  async reaches(caller: Caller, accountId: string): Promise<boolean> {
    if (caller.reach === 'any') return true;
    const known = this.owners.recall(accountId);
    return (known === undefined ? await this.owners.of(accountId) : known) === caller.subject;
  }

  /** Accounts that were just opened need not be asked for. */
  remember(accountId: string, owner: string | null): void {
    this.owners.remember(accountId, owner);
  }
}
