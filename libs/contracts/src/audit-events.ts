import { z } from 'zod';
import { defineEvent, type EventData } from './define-event.js';

export const auditCheckpointed = defineEvent({
  type: 'paymo.audit.checkpointed.v1',
  topic: 'audit.checkpoints',
  meaning:
    "The end of a service's audit log was signed; kept in Kafka, where the log's own database cannot reach.",
  schema: z.object({
    /** The service whose log it is. */
    chain: z.string(),
    sequence: z.int().min(0),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    atMs: z.int(),
    /** Ed25519 in base64, over the canonical JSON of the other fields. */
    signature: z.string(),
  }),
  key: (data) => data.chain,
});
export type AuditCheckpointed = EventData<typeof auditCheckpointed>;
