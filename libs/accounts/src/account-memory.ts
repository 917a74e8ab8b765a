import { MicroBatcher } from '@paymo/messaging';

const rememberedMax = 200_000;

/** Remembers a fact of accounts that never changes, so that it is asked for once an account, many at a time. */
export class AccountMemory<Fact> {
  private readonly remembered = new Map<string, Fact>();
  private readonly asking = new MicroBatcher<string, Fact | null>((ids) => this.ask(ids), {
    itemsMax: 1000,
    queueMax: 5000,
  });

  /** @param read the fact by the ids of those accounts that exist */
  constructor(private readonly read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Fact>>) {}

  /** What is remembered; no promise, for the sake of the hot path. */
  recall(accountId: string): Fact | undefined {
    return this.remembered.get(accountId);
  }

  /** @returns null of an account that does not exist */
  of(accountId: string): Promise<Fact | null> {
    return this.asking.submit(accountId);
  }

  remember(accountId: string, fact: Fact): void {
    if (this.remembered.size >= rememberedMax) {
      const [oldest] = this.remembered.keys();
      if (oldest !== undefined) this.remembered.delete(oldest);
    }
    this.remembered.set(accountId, fact);
  }

  private async ask(ids: readonly string[]): Promise<(Fact | null)[]> {
    const facts = await this.read(ids);
    for (const [id, fact] of facts) this.remember(id, fact);
    return ids.map((id) => facts.get(id) ?? null);
  }
}
