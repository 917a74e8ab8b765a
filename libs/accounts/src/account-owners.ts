import { MicroBatcher } from '@paymo/messaging';
import { type Caller, type Database, type Statement } from '@paymo/platform';

const rememberedMax = 200_000;

/** Knows whose an account is. That never changes, so that it is asked of the database once an account. */
export class AccountOwners {
  private readonly remembered = new Map<string, string | null>();
  private readonly asking = new MicroBatcher<string, string | null>((ids) => this.read(ids), {
    itemsMax: 1000,
    queueMax: 5000,
  });

  /** @param readOwners rows of `id` and `owner` for the ids in `$1` */
  constructor(
    private readonly database: Database,
    private readonly readOwners: Statement,
  ) {}

  /** Whether the caller may see and use the account; nobody's own is one that does not exist. */
  async reaches(caller: Caller, accountId: string): Promise<boolean> {
    if (caller.reach === 'any') return true;
    const known = this.remembered.get(accountId);
    return (known === undefined ? await this.asking.submit(accountId) : known) === caller.subject;
  }

  /** Accounts that were just opened need not be asked for. */
  remember(accountId: string, owner: string | null): void {
    if (this.remembered.size >= rememberedMax) {
      const [oldest] = this.remembered.keys();
      if (oldest !== undefined) this.remembered.delete(oldest);
    }
    this.remembered.set(accountId, owner);
  }

  private async read(ids: readonly string[]): Promise<(string | null)[]> {
    const rows = await this.database.query<{ id: string; owner: string | null }>(this.readOwners, [ids]);
    const owners = new Map(rows.map(({ id, owner }) => [id, owner]));
    for (const [id, owner] of owners) this.remember(id, owner);
    return ids.map((id) => owners.get(id) ?? null);
  }
}
