import type { Statement } from '@paymo/platform';

export const queueSorts = ['deadline', 'loss', 'age'] as const;
export type QueueSort = (typeof queueSorts)[number];

/**
 * Each sort has an index of its own over the open cases; the id at its end makes every place in it one case's own.
 * What is to be large first is negated, so that all three keys ascend.
 */
const keys: Readonly<Record<QueueSort, readonly [string, string]>> = {
  deadline: ['deadline_at', '(-expected_loss_minor)'],
  loss: ['(-expected_loss_minor)', 'deadline_at'],
  age: ['opened_at', '(-expected_loss_minor)'],
};

/** Rows of the largest page; one more is read, which says that others follow. */
export const rowsMax = 100;

export interface QueueRow {
  readonly id: string;
  /** The row's place in the sort, as Postgres writes it. */
  readonly first: string;
  readonly second: string;
}

/** What the queue is narrowed to. */
export interface QueueFilters {
  readonly lane?: string | undefined;
  readonly type?: string | undefined;
  readonly amountMin?: number | undefined;
  readonly amountMax?: number | undefined;
  readonly payer?: string | undefined;
  readonly tag?: string | undefined;
  /** Only what this analyst holds now. */
  readonly holder?: string | undefined;
  /** Leaves out what sleeps then. */
  readonly awakeAt?: Date | undefined;
  /** Leaves out what waits then for its payer. */
  readonly answeredAt?: Date | undefined;
}

const conditions: Readonly<Record<keyof QueueFilters, (value: string) => string>> = {
  lane: (value) => `lane = ${value}`,
  type: (value) => `type = ${value}`,
  amountMin: (value) => `amount_minor >= ${value}`,
  amountMax: (value) => `amount_minor <= ${value}`,
  payer: (value) => `payer_id = ${value}`,
  tag: (value) => `${value} = ANY(tags)`,
  holder: (value) => `holder = ${value} AND leased_until > now()`,
  awakeAt: (value) => `(snoozed_until IS NULL OR snoozed_until <= ${value})`,
  answeredAt: (value) => `(waiting_until IS NULL OR waiting_until <= ${value})`,
};
const filterNames = [
  'lane',
  'type',
  'amountMin',
  'amountMax',
  'payer',
  'tag',
  'holder',
  'awakeAt',
  'answeredAt',
] as const satisfies readonly (keyof QueueFilters)[];

/**
 * Ids of open cases behind a place in a sort. Only the filters that are given are in the statement: one for all of
 * them, or a limit that is a parameter, gets a plan that reads and sorts the whole queue, since Postgres cannot know
 * how much passes.
 */
export function listQueue(
  sort: QueueSort,
  place: readonly string[],
  filters: QueueFilters,
): { readonly statement: Statement; readonly values: readonly (string | number | Date)[] } {
  const [first, second] = keys[sort];
  const typeOf = (key: string): string => (key.endsWith('_at') ? 'timestamptz' : 'bigint');
  const given = filterNames.flatMap((name) => {
    const value = filters[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const narrowed = given.map(({ name }, index) => `AND ${conditions[name](`$${index + 4}`)}`);
  return {
    statement: {
      name: ['list_queue', sort, ...given.map(({ name }) => name)].join('_'),
      text: `
      SELECT id, ${first}::text AS first, ${second}::text AS second FROM cases
      WHERE status = 'open' AND merged_into IS NULL
        AND (${first}, ${second}, id) > ($1::${typeOf(first)}, $2::${typeOf(second)}, $3::uuid)
        ${narrowed.join(' ')}
      ORDER BY ${first}, ${second}, id LIMIT ${rowsMax + 1}`,
    },
    values: [...place, ...given.map(({ value }) => value)],
  };
}

export interface CountsRow {
  readonly lane: string;
  readonly cases: string;
  readonly free: string;
  readonly snoozed: string;
  readonly waiting: string;
  readonly due: string;
}

export const countQueue: Statement = {
  name: 'count_queue',
  text: `
    SELECT lane, count(*) AS cases,
      count(*) FILTER (WHERE (leased_until IS NULL OR leased_until <= $1)
        AND (snoozed_until IS NULL OR snoozed_until <= $1)
        AND (waiting_until IS NULL OR waiting_until <= $1)) AS free,
      count(*) FILTER (WHERE snoozed_until > $1) AS snoozed,
      count(*) FILTER (WHERE waiting_until > $1) AS waiting,
      count(*) FILTER (WHERE deadline_at <= $2) AS due
    FROM cases WHERE status = 'open' AND merged_into IS NULL GROUP BY lane`,
};

export interface HeldRow {
  readonly holder: string;
  readonly cases: string;
}

/** How many cases those analysts hold who hold any. */
export const countHeld: Statement = {
  name: 'count_held',
  text: `
    SELECT holder, count(*) AS cases FROM cases
    WHERE status = 'open' AND holder = ANY($2::text[]) AND leased_until > $1 GROUP BY holder`,
};

/** Of those who ask at once, each gets the best case that nobody else is getting, and that is not about them. */
export const claimNext: Statement = {
  name: 'claim_next',
  text: `
    UPDATE cases SET holder = $1, leased_until = $2 WHERE id = (
      SELECT id FROM cases
      WHERE status = 'open' AND merged_into IS NULL AND lane = ANY($4::text[]) AND proposed_by IS DISTINCT FROM $1
        AND NOT EXISTS (SELECT FROM account_owners o WHERE o.account_id IN (payer_id, payee_id) AND o.owner = $1)
        AND NOT EXISTS (
          SELECT FROM cases part JOIN account_owners o ON o.account_id IN (part.payer_id, part.payee_id)
          WHERE part.merged_into = cases.id AND o.owner = $1)
        AND (leased_until IS NULL OR leased_until <= $3) AND (snoozed_until IS NULL OR snoozed_until <= $3)
        AND (waiting_until IS NULL OR waiting_until <= $3)
      ORDER BY deadline_at, (-expected_loss_minor), id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id`,
};

export const leaseCase: Statement = {
  name: 'lease_case',
  text: 'UPDATE cases SET holder = $2, leased_until = $3 WHERE id = $1',
};

export const freeCase: Statement = {
  name: 'free_case',
  text: 'UPDATE cases SET holder = NULL, leased_until = NULL WHERE id = $1',
};

export const escalateCase: Statement = {
  name: 'escalate_case',
  text: `UPDATE cases SET lane = 'senior', holder = NULL, leased_until = NULL WHERE id = $1`,
};

/** Sleeps until a time, and wakes two hours before its deadline at the latest: in the last of them the hold expires. */
export const snoozeCase: Statement = {
  name: 'snooze_case',
  text: `
    UPDATE cases SET holder = NULL, leased_until = NULL,
      snoozed_until = least($2::timestamptz, deadline_at - interval '2 hours')
    WHERE id = $1`,
};
