import { Inject, Injectable } from '@nestjs/common';
import { Database, PaymoError, publicId } from '@paymo/platform';
import { CasesReader } from '../cases/cases.reader.js';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import type { Judgement } from '../verdicts/examine-case.js';
import type { JudgedCase } from '../verdicts/verdict-answers.js';
import type { VerdictRequest } from '../verdicts/verdict-request.js';
import { VerdictsService } from '../verdicts/verdicts.service.js';
import { needsTwo } from '../verdicts/four-eyes.js';
import { type AlikeRow, casesAlike } from './cluster-statements.js';

export const casesMax = 100;

/** A case of a cluster that got no verdict with the others, and why. */
interface LeftOut {
  readonly id: string;
  readonly code: string;
  readonly detail: string;
}

export interface ClusterVerdict {
  readonly judged: readonly JudgedCase[];
  readonly leftOut: readonly LeftOut[];
}

/** How a verdict on many is sent: who judges, and what makes each of its parts count once. */
interface Sending {
  readonly judgement: Judgement;
  /** The caller's key; each case is judged under it and its own id. */
  readonly key: string;
  readonly traceparent: string;
}

/** Judges cases that are alike in one go: each by itself, in the way of every other verdict. */
@Injectable()
export class ClustersService {
  constructor(
    private readonly database: Database,
    private readonly cases: CasesReader,
    private readonly verdicts: VerdictsService,
    @Inject(SETTINGS) private readonly settings: ReviewSettings,
  ) {}

  /** Open cases like this one, itself first. */
  async alike(caseId: string): Promise<AlikeRow[]> {
    await this.cases.one(caseId);
    return this.database.query<AlikeRow>(casesAlike, [caseId, new Date(), casesMax]);
  }

  needsTwo(row: AlikeRow): boolean {
    return needsTwo([row], this.settings);
  }

  /**
   * Gives the same verdict to those of the named cases that are alike; the others are left out, each with its reason.
   *
   * @throws PaymoError `request.invalid` for an unknown reason
   */
  async judge(
    caseId: string,
    caseIds: readonly string[],
    request: VerdictRequest,
    sending: Sending,
  ): Promise<ClusterVerdict> {
    const alike = new Map((await this.alike(caseId)).map((row) => [row.id, row]));
    const judged: JudgedCase[] = [];
    const leftOut: LeftOut[] = [];
    for (const id of new Set(caseIds)) {
      const row = alike.get(id);
      const isTooLarge = row !== undefined && request.verdict === 'release' && this.needsTwo(row);
      try {
        if (isTooLarge) throw new PaymoError('conflict.second_person', 'Its release needs two.');
        judged.push(await this.one(id, row !== undefined, request, sending));
      } catch (error) {
        if (!(error instanceof PaymoError) || error.code === 'request.invalid') throw error;
        leftOut.push({ id: publicId('case', id), code: error.code, detail: error.message });
      }
    }
    return { judged, leftOut };
  }

  /** One that is closed is not alike any more: its verdict is answered again under its key, or says who was faster. */
  private async one(
    id: string,
    isAlike: boolean,
    request: VerdictRequest,
    { judgement, key, traceparent }: Sending,
  ): Promise<JudgedCase> {
    if (!isAlike && (await this.cases.one(id)).status === 'open')
      throw new PaymoError('conflict.not_alike', 'The case has another payee, or other reasons.');
    return this.verdicts.judge(id, request, judgement, `${key} ${id}`, traceparent);
  }
}
