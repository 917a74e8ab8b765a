import { Injectable } from '@nestjs/common';
import { Database } from '@paymo/platform';
import * as sql from './collection-statements.js';

export interface PortfolioView {
  readonly decisions: readonly {
    readonly outcome: string;
    readonly decisions: number;
    readonly meanProbability: number;
  }[];
  /** Share of applications with an offer; null without any. */
  readonly approvalRate: number | null;
  readonly loans: readonly {
    readonly status: string;
    readonly bucket: string;
    readonly loans: number;
    readonly principalMinor: number;
    readonly owedMinor: number;
  }[];
  readonly vintages: readonly {
    readonly month: string;
    readonly loans: number;
    readonly late30: number;
    readonly chargedOff: number;
    readonly expectedLossMinor: number;
  }[];
}

/** The figures of all loans. */
@Injectable()
export class PortfolioService {
  constructor(private readonly database: Database) {}

  async read(): Promise<PortfolioView> {
    const [decisions, loans, vintages] = await Promise.all([
      this.database.query<sql.DecisionCountRow>(sql.countDecisions, []),
      this.database.query<sql.PortfolioRow>(sql.readPortfolio, []),
      this.database.query<sql.VintageRow>(sql.readVintages, []),
    ]);
    const all = decisions.reduce((sum, each) => sum + each.decisions, 0);
    const offered = decisions
      .filter(({ outcome }) => outcome === 'approve' || outcome === 'counter_offer')
      .reduce((sum, each) => sum + each.decisions, 0);
    return {
      decisions: decisions.map((each) => ({
        outcome: each.outcome,
        decisions: each.decisions,
        meanProbability: each.mean_probability,
      })),
      approvalRate: all === 0 ? null : offered / all,
      loans: loans.map((each) => ({
        status: each.status,
        bucket: each.bucket,
        loans: each.loans,
        principalMinor: Number(each.principal_minor),
        owedMinor: Number(each.owed_minor),
      })),
      vintages: vintages.map((each) => ({
        month: each.vintage,
        loans: each.loans,
        late30: each.late_30,
        chargedOff: each.charged_off,
        expectedLossMinor: Math.round(each.expected_loss_minor),
      })),
    };
  }
}
