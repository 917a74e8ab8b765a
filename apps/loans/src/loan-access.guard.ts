import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AccountOwners } from '@paymo/accounts';
import { type Caller, Database, PaymoError, publicId, publicIdSchema, type Statement } from '@paymo/platform';

const account = z.looseObject({ account: publicIdSchema('acc') });
const things = (
  [
    { param: 'applicationId', prefix: 'app', code: 'loan.application_not_found', table: 'applications' },
    { param: 'offerId', prefix: 'off', code: 'loan.offer_not_found', table: 'offers' },
    { param: 'loanId', prefix: 'loan', code: 'loan.not_found', table: 'loans' },
  ] as const
).map((thing) => ({ ...thing, schema: z.looseObject({ [thing.param]: publicIdSchema(thing.prefix) }) }));

function accountOf(table: (typeof things)[number]['table']): Statement {
  return { name: `account_of_${table}`, text: `SELECT account_id FROM ${table} WHERE id = $1` };
}

/**
 * Lets customers at what is of their own accounts, whether the path names a loan, an offer or an application or the
 * request an account. The rest looks as if it did not exist. What is malformed is left to the checks of the route.
 */
@Injectable()
export class LoanAccessGuard implements CanActivate {
  constructor(
    private readonly database: Database,
    private readonly owners: AccountOwners,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller, params, query, body } = context.switchToHttp().getRequest<FastifyRequest>();
    if (caller === null || caller.reach === 'any') return true;
    for (const asked of [query, body]) {
      const named = account.safeParse(asked);
      if (named.success) await this.checkAccount(caller, named.data.account);
    }
    for (const thing of things) await this.checkThing(caller, params, thing);
    return true;
  }

  private async checkAccount(caller: Caller, accountId: string): Promise<void> {
    if (await this.owners.reaches(caller, accountId)) return;
    throw new PaymoError('account.unknown', `${publicId('acc', accountId)} does not exist.`);
  }

  private async checkThing(
    caller: Caller,
    params: unknown,
    { param, prefix, code, table, schema }: (typeof things)[number],
  ): Promise<void> {
    const named = schema.safeParse(params);
    const id = named.success ? named.data[param] : undefined;
    if (typeof id !== 'string') return;
    const [row] = await this.database.query<{ account_id: string }>(accountOf(table), [id]);
    if (row !== undefined && (await this.owners.reaches(caller, row.account_id))) return;
    throw new PaymoError(code, `${publicId(prefix, id)} does not exist.`);
  }
}
