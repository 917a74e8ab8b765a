import pg from 'pg';
import Table from 'cli-table3';

/** The four-fifths rule: the lowest approval rate must be at least that share of the highest. */
const ratioMin = 0.8;
/** A rate of fewer applicants says too little to judge by. */
const groupMin = 30;

/** Decisions about one group of applicants. */
export interface FairnessGroup {
  readonly group: string;
  readonly applications: number;
  readonly approved: number;
  readonly meanProbability: number;
}

export interface FairnessReport {
  readonly groups: readonly (FairnessGroup & { readonly approvalRate: number })[];
  readonly groupsTooSmall: readonly string[];
  /** Null while fewer than two groups are large enough. */
  readonly approvalRateRatio: number | null;
  readonly passed: boolean;
}

/** Approvals and counter-offers count: both are an offer. */
const readGroups = `
  SELECT p.age_band AS "group", count(*)::int AS applications,
    (count(*) FILTER (WHERE a.outcome IN ('approve', 'counter_offer')))::int AS approved,
    avg(d.probability) AS "meanProbability"
  FROM loans_protected.applicants p
  JOIN loans.applications a ON a.id = p.application_id
  JOIN loans.decisions d ON d.application_id = p.application_id
  GROUP BY 1 ORDER BY 1`;

/** Reads decisions by age as the one role that may. */
export async function readFairness(adminUrl: string): Promise<FairnessReport> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('SET ROLE paymo_fairness');
    return fairnessReport((await client.query<FairnessGroup>(readGroups)).rows);
  } finally {
    await client.end();
  }
}

export function fairnessReport(groups: readonly FairnessGroup[]): FairnessReport {
  const judged = groups.map((each) => ({ ...each, approvalRate: each.approved / each.applications }));
  const rates = judged
    .filter(({ applications }) => applications >= groupMin)
    .map((each) => each.approvalRate);
  const highest = Math.max(...rates);
  const approvalRateRatio = rates.length < 2 || highest === 0 ? null : Math.min(...rates) / highest;
  return {
    groups: judged,
    groupsTooSmall: groups.filter(({ applications }) => applications < groupMin).map(({ group }) => group),
    approvalRateRatio,
    passed: approvalRateRatio === null || approvalRateRatio >= ratioMin,
  };
}

export function fairnessTable({ groups, approvalRateRatio, passed }: FairnessReport): string {
  const table = new Table({
    head: ['age', 'applications', 'with an offer', 'mean probability of default'],
    style: { head: [], border: [] },
  });
  for (const { group, applications, approvalRate, meanProbability } of groups)
    table.push([group, applications, percent(approvalRate), percent(meanProbability)]);
  const ratio = approvalRateRatio === null ? 'not enough applications' : approvalRateRatio.toFixed(3);
  return `${table.toString()}\nlowest rate against the highest: ${ratio}, ${passed ? 'passed' : 'NOT PASSED'}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
