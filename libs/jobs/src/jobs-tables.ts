import { type PgQueryable, runMigrations } from 'bullmq';

/** Where BullMQ keeps a service's jobs: beside the schema that the service has for itself. */
export function jobsSchemaOf(schema: string): string {
  return `${schema}_jobs`;
}

/** Makes BullMQ's tables in a schema of their own, or brings them up to its version, and lets a role use them. */
export async function migrateJobs(client: PgQueryable, schema: string, quotedRole: string): Promise<void> {
  await runMigrations(client, schema);
  await client.query(`
    GRANT USAGE ON SCHEMA ${schema} TO ${quotedRole};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${quotedRole};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${quotedRole};`);
}
