import { type PgQueryable, runMigrations } from 'bullmq';

/** Where BullMQ keeps the service's jobs, beside the service's own schema. */
export const jobsSchema = 'loans_jobs';

/** Makes BullMQ's tables, or brings them up to its version, and lets the service's role use them. */
export async function migrateJobs(client: PgQueryable, quotedRole: string): Promise<void> {
  await runMigrations(client, jobsSchema);
  await client.query(`
    GRANT USAGE ON SCHEMA ${jobsSchema} TO ${quotedRole};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${jobsSchema} TO ${quotedRole};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${jobsSchema} TO ${quotedRole};`);
}
