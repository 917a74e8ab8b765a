import type { Database, Statement, Transaction } from '@paymo/platform';

/** A stretch of one partition that a batch covers: from the offset it expects to the one after its last. */
export interface PartitionProgress {
  readonly topic: string;
  readonly partition: number;
  readonly expectedOffset: number;
  readonly nextOffset: number;
}

/** Another consumer has moved a partition on: this one was given up for dead, and its batch must not count. */
export class FencedError extends Error {
  constructor(readonly partitions: readonly PartitionProgress[]) {
    super(`fenced at ${partitions.map((p) => `${p.topic}/${p.partition}@${p.expectedOffset}`).join(', ')}`);
    this.name = 'FencedError';
  }
}

const claim: Statement = {
  name: 'claim_offsets',
  text: `
    UPDATE consumer_offsets o SET next_offset = c.next
    FROM (SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[])
            AS c(topic, partition, expected, next) ORDER BY topic, partition) c
    WHERE o.topic = c.topic AND o.partition = c.partition AND o.next_offset = c.expected
    RETURNING o.topic, o.partition`,
};

/**
 * Moves the stored offsets over the batch, in the transaction that handles it; first of all, so that
 * two consumers of one partition wait for each other and the second is fenced.
 *
 * @throws FencedError when a partition is not where the batch expects it
 */
export async function claimOffsets(
  transaction: Transaction,
  progress: readonly PartitionProgress[],
): Promise<void> {
  if (progress.length === 0) return;
  const claimed = await transaction.query<{ topic: string; partition: number }>(claim, [
    progress.map((p) => p.topic),
    progress.map((p) => p.partition),
    progress.map((p) => p.expectedOffset),
    progress.map((p) => p.nextOffset),
  ]);
  if (claimed.length === progress.length) return;
  const moved = new Set(claimed.map((p) => `${p.topic}/${p.partition}`));
  throw new FencedError(progress.filter((p) => !moved.has(`${p.topic}/${p.partition}`)));
}

const load: Statement = {
  name: 'load_offset',
  text: `
    WITH started AS (
      INSERT INTO consumer_offsets (topic, partition, next_offset) VALUES ($1, $2, $3)
      ON CONFLICT DO NOTHING RETURNING next_offset)
    SELECT next_offset FROM started
    UNION ALL SELECT next_offset FROM consumer_offsets WHERE topic = $1 AND partition = $2
    LIMIT 1`,
};

/** The stored offset of a partition; a partition met for the first time starts at `firstOffset`. */
export async function storedOffset(
  database: Database,
  topic: string,
  partition: number,
  firstOffset: number,
): Promise<number> {
  const rows = await database.query<{ next_offset: string }>(load, [topic, partition, firstOffset]);
  return Number(rows[0]?.next_offset ?? firstOffset);
}
