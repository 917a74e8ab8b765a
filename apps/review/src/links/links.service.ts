import { Injectable } from '@nestjs/common';
import { Database, PaymoError, publicId } from '@paymo/platform';
import { caseItself, casesOfEntities, type LinkedRow } from './link-statements.js';

const days = 90;
const stepsMax = 2;
const casesOfEachMax = 12;
const casesMax = 60;
const dayMs = 24 * 3_600_000;

/** A case, and over how many shared accounts, devices or addresses it is reached. */
export interface LinkedCase {
  readonly row: LinkedRow;
  readonly steps: number;
}

export interface Links {
  readonly days: number;
  /** The case itself first, then by steps, the latest of each step first. */
  readonly cases: readonly LinkedCase[];
  /** There are more than are told. */
  readonly isCut: boolean;
}

/** What cases have in common: their accounts, the devices and the addresses their payments came from. */
@Injectable()
export class LinksService {
  constructor(private readonly database: Database) {}

  /** @throws PaymoError `case.not_found` */
  async around(caseId: string): Promise<Links> {
    const [itself] = await this.database.query<LinkedRow>(caseItself, [caseId]);
    if (itself === undefined)
      throw new PaymoError('case.not_found', `${publicId('case', caseId)} does not exist.`);
    const since = new Date(itself.opened_at.getTime() - days * dayMs);
    const found = new Map([[itself.id, { row: itself, steps: 0 }]]);
    const seen = new Set<string>();
    let isCut = false;
    for (let steps = 1; steps <= stepsMax; steps += 1) {
      const rows = await this.next([...found.values()], seen, since);
      const fresh = rows.filter(({ id }) => !found.has(id));
      const kept = fresh.slice(0, casesMax - found.size);
      isCut ||= kept.length < fresh.length;
      for (const row of kept) found.set(row.id, { row, steps });
    }
    return { days, cases: [...found.values()], isCut };
  }

  /** The cases of what was not `seen` before, the latest first. */
  private async next(from: readonly LinkedCase[], seen: Set<string>, since: Date): Promise<LinkedRow[]> {
    const fresh = (ids: readonly (string | null)[]): string[] => [
      ...new Set(ids.flatMap((id) => (id === null || seen.has(id) ? [] : [id]))),
    ];
    const accounts = fresh(from.flatMap(({ row }) => [row.payer_id, row.payee_id]));
    const devices = fresh(from.map(({ row }) => row.device_id));
    const addresses = fresh(from.map(({ row }) => row.ip_address));
    for (const id of [...accounts, ...devices, ...addresses]) seen.add(id);
    const values = [accounts, devices, addresses, since, casesOfEachMax];
    const rows = await this.database.query<LinkedRow>(casesOfEntities, values);
    return rows.sort((one, other) => other.opened_at.getTime() - one.opened_at.getTime());
  }
}
