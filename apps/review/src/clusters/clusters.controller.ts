import { Body, Controller, Get, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type Caller,
  FromCaller,
  idempotencyKeyOf,
  Needs,
  publicId,
  publicIdSchema,
  scopedKey,
} from '@paymo/platform';
import { verdictRequestSchema } from '../verdicts/verdict-request.js';
import { casesMax, ClustersService, type ClusterVerdict } from './clusters.service.js';

const caseIdSchema = publicIdSchema('case');
const clusterVerdictSchema = z.strictObject({
  /** Those that the analyst was shown: what has come since is not judged unseen. */
  caseIds: z.array(caseIdSchema).min(1).max(casesMax),
  verdict: verdictRequestSchema,
});

/** Open cases that are alike: of one payee, for the same reasons. */
interface ClusterView {
  readonly items: readonly {
    readonly id: string;
    readonly amountMinor: number;
    /** Whether its release needs two analysts, and is left out of a release of all. */
    readonly needsTwo: boolean;
  }[];
}

@ApiTags('cases')
@Controller('review/cases/:caseId/cluster')
export class ClustersController {
  constructor(private readonly clusters: ClustersService) {}

  @Needs('cases.read')
  @Get()
  @ApiOperation({ summary: 'List the open cases like this one, itself first' })
  async read(@Param('caseId', { schema: caseIdSchema }) caseId: string): Promise<ClusterView> {
    const rows = await this.clusters.alike(caseId);
    const items = rows.map((row) => ({
      id: publicId('case', row.id),
      amountMinor: Number(row.amount_minor),
      needsTwo: this.clusters.needsTwo(row),
    }));
    return { items };
  }

  @Needs('cases.judge')
  @Post('verdict')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give cases that are alike the same verdict, each its own' })
  judge(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
    @Body({ schema: clusterVerdictSchema }) { caseIds, verdict }: z.infer<typeof clusterVerdictSchema>,
    @Headers('idempotency-key') key: string | undefined,
    @Req() { traceparent }: FastifyRequest,
  ): Promise<ClusterVerdict> {
    const judgement = {
      reviewer: caller.subject,
      isSenior: caller.roles.includes('senior-analyst'),
      verdict: verdict.verdict,
      at: new Date(),
    };
    const scoped = scopedKey(caller.subject, 'cluster', idempotencyKeyOf(key));
    return this.clusters.judge(caseId, caseIds, verdict, { judgement, key: scoped, traceparent });
  }
}
