/** Values of one list, with the time in milliseconds at which each expires; null when it never does. */
export type ListEntries = ReadonlyMap<string, number | null>;

/** Named lists that rules ask with `inList('name', value)`. */
export class ValueLists {
  constructor(private readonly lists: ReadonlyMap<string, ListEntries> = new Map()) {}

  get names(): readonly string[] {
    return [...this.lists.keys()];
  }

  /**
   * Whether a value is on a list at a time. An entry counts until the millisecond before it expires.
   *
   * @throws RangeError when there is no such list
   */
  has(list: string, value: string, atMs: number): boolean {
    const entries = this.lists.get(list);
    if (entries === undefined) throw new RangeError(`there is no list ${list}`);
    const expiresAtMs = entries.get(value);
    if (expiresAtMs === undefined) return false;
    return expiresAtMs === null || atMs < expiresAtMs;
  }
}
