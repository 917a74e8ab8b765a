/** The tables that a service's outbox and consumers need, in the service's own schema. */
export function messagingTables(role: string): string {
  return `
    CREATE TABLE outbox (
      id uuid PRIMARY KEY,
      created_at timestamptz NOT NULL DEFAULT now(),
      messages text NOT NULL
    );
    ALTER TABLE outbox ALTER COLUMN messages SET STORAGE EXTERNAL;
    COMMENT ON TABLE outbox IS 'One row a transaction: what it announced and is not yet known to be in Kafka';
    CREATE TABLE consumer_offsets (
      topic text NOT NULL,
      partition integer NOT NULL,
      next_offset bigint NOT NULL,
      PRIMARY KEY (topic, partition)
    ) WITH (fillfactor = 50);
    COMMENT ON TABLE consumer_offsets IS 'The next record of each partition, moved in the transaction that handles the batch';
    GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, consumer_offsets TO ${role};
  `;
}
