import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs, publicId, publicIdSchema } from '@paymo/platform';
import type { CaseStatus } from '../cases/case.entity.js';
import { type LinkedCase, LinksService } from './links.service.js';

interface LinkView {
  readonly id: string;
  readonly payer: string;
  readonly payee: string;
  readonly device: string | null;
  readonly address: string | null;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly status: CaseStatus;
  readonly openedAt: string;
  /** The case that it is a part of. */
  readonly mergedInto: string | null;
  /** 0 is the case itself, 1 shares something with it, 2 with one of those. */
  readonly steps: number;
}

interface LinksView {
  readonly days: number;
  readonly items: readonly LinkView[];
  readonly isCut: boolean;
}

@ApiTags('cases')
@Controller('review/cases/:caseId/links')
export class LinksController {
  constructor(private readonly links: LinksService) {}

  @Needs('cases.read')
  @Get()
  @ApiOperation({ summary: 'Read the cases that share an account, a device or an address with this one' })
  async read(@Param('caseId', { schema: publicIdSchema('case') }) caseId: string): Promise<LinksView> {
    const { days, cases, isCut } = await this.links.around(caseId);
    return { days, items: cases.map(linkView), isCut };
  }
}

function linkView({ row, steps }: LinkedCase): LinkView {
  return {
    id: publicId('case', row.id),
    payer: publicId('acc', row.payer_id),
    payee: publicId('acc', row.payee_id),
    device: row.device_id,
    address: row.ip_address,
    amount: { value: Number(row.amount_minor), currency: row.currency },
    status: row.status,
    openedAt: row.opened_at.toISOString(),
    mergedInto: row.merged_into === null ? null : publicId('case', row.merged_into),
    steps,
  };
}
