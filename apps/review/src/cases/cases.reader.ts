import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { PaymoError, publicId } from '@paymo/platform';
import { Case, type CaseStatus } from './case.entity.js';

/** Finds cases. */
@Injectable()
export class CasesReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Cases of one status, the oldest first; `after` is the id of the last one already seen. */
  list(status: CaseStatus, limit: number, after: string | undefined): Promise<Case[]> {
    const query = this.dataSource
      .getRepository(Case)
      .createQueryBuilder('c')
      .where('c.status = :status', { status })
      .orderBy('c.id')
      .limit(limit);
    if (after !== undefined) query.andWhere('c.id > :after', { after });
    return query.getMany();
  }

  /** @throws PaymoError `case.not_found` */
  async one(id: string): Promise<Case> {
    const found = await this.dataSource.getRepository(Case).findOneBy({ id });
    if (found === null) throw new PaymoError('case.not_found', `${publicId('case', id)} does not exist.`);
    return found;
  }

  /** The cases of these ids, in their order. */
  async inOrder(ids: readonly string[]): Promise<Case[]> {
    const found = await this.dataSource.getRepository(Case).findBy({ id: In([...ids]) });
    const byId = new Map(found.map((each) => [each.id, each]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}
