import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Database, Needs, publicId, publicIdSchema } from '@paymo/platform';
import type { CaseStatus } from './case.entity.js';
import { CasesReader } from './cases.reader.js';
import { casesOfPayee, casesOfPayer, type PastCaseRow, type PayeeRow } from './party-statements.js';

const payerDays = 90;
const dayMs = 24 * 3_600_000;
const pastCasesMax = 200;

interface PastCase {
  readonly id: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly status: CaseStatus;
  readonly openedAt: string;
  readonly closedAt: string | null;
}

/** What review knows of who pays and who is paid. */
interface Parties {
  readonly payer: {
    readonly days: number;
    /** Holds of the payer with what came of them, this one among them, the latest first. */
    readonly cases: readonly PastCase[];
  };
  readonly payee: {
    readonly cases: number;
    readonly open: number;
    readonly released: number;
    readonly rejected: number;
    /** Who else's payments to this payee were held. */
    readonly otherPayers: number;
    readonly rejectedPayers: number;
    readonly lastRejectedAt: string | null;
  };
}

@ApiTags('cases')
@Controller('review/cases/:caseId/parties')
export class PartiesController {
  constructor(
    private readonly database: Database,
    private readonly cases: CasesReader,
  ) {}

  @Needs('cases.read')
  @Get()
  @ApiOperation({ summary: 'Read what came of earlier holds of the payer, and of payments to the payee' })
  async read(@Param('caseId', { schema: publicIdSchema('case') }) caseId: string): Promise<Parties> {
    const { payerId, payeeId, openedAt } = await this.cases.one(caseId);
    const since = new Date(openedAt.getTime() - payerDays * dayMs);
    const [past, payees] = await Promise.all([
      this.database.query<PastCaseRow>(casesOfPayer, [payerId, since, pastCasesMax]),
      this.database.query<PayeeRow>(casesOfPayee, [payeeId, payerId]),
    ]);
    const [payee] = payees;
    return {
      payer: { days: payerDays, cases: past.map(pastCase) },
      payee: {
        cases: Number(payee?.cases),
        open: Number(payee?.open),
        released: Number(payee?.released),
        rejected: Number(payee?.rejected),
        otherPayers: Number(payee?.other_payers),
        rejectedPayers: Number(payee?.rejected_payers),
        lastRejectedAt: payee?.last_rejected_at?.toISOString() ?? null,
      },
    };
  }
}

function pastCase(row: PastCaseRow): PastCase {
  return {
    id: publicId('case', row.id),
    amount: { value: Number(row.amount_minor), currency: row.currency },
    status: row.status,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}
