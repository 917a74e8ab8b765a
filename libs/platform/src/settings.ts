import { z } from 'zod';

/** Exit status of a process whose configuration is wrong (EX_CONFIG of sysexits.h). */
const exitConfiguration = 78;

const port = z.coerce.number().int().min(0).max(65_535);
const perMinute = z.coerce.number().int().min(1).max(10_000_000);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Settings that every service has. */
export const serviceSettings = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8080),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'must be host:port[,host:port…]')).min(1)),
  /** OpenID Connect issuer whose access tokens are trusted; its keys come from its discovery document. */
  TOKEN_ISSUER: z.url({ protocol: /^https?$/ }),
  /** What access tokens for this bank name as their audience. */
  TOKEN_AUDIENCE: z.string().min(1).default('paymo'),
  /** Whose tokens must be bound to a key (RFC 9449); bound ones need a proof in any case. */
  TOKEN_BINDING: z.enum(['optional', 'customers']).default('optional'),
  /** Where callers reach the service, as their proofs name it; without it the host that a request names counts. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Requests a minute that one person may send to an instance. */
  REQUESTS_PER_MINUTE: perMinute.default(600),
  /** Requests a minute from one network address to an instance; many customers can share one. */
  REQUESTS_PER_MINUTE_AND_ADDRESS: perMinute.default(6000),
  /** How long a caller may take to send a request, body included. */
  REQUEST_SECONDS_MAX: z.coerce.number().int().min(1).max(3600).default(60),
  /** Proxies whose X-Forwarded-For is believed: addresses or CIDR ranges, with commas between them. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]))),
  /** Private key (Ed25519, PEM) that signs the end of the audit log; without one nothing shows that it was cut off. */
  AUDIT_KEY_FILE: z.string().min(1).optional(),
  /** Put before every topic and consumer group, so that several systems can share a cluster. */
  KAFKA_PREFIX: z
    .string()
    .regex(/^[a-z0-9._-]*$/)
    .default(''),
  /** Partitions of topics that this service creates: the bound on how many instances share the work. */
  KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(1000).default(4),
  /** Payments taken into one transaction, message batch and inference at most; 1 is the naive design of the bench. */
  BATCH_MAX: z.coerce.number().int().min(1).max(1024).default(256),
  /** Commits Kafka's own group offset after every batch instead of lazily; only the bench sets it. */
  KAFKA_COMMIT_EACH_BATCH: flag.default(false),
});
export type ServiceSettings = z.infer<typeof serviceSettings>;

export const settingFlag = flag;

/** Where the staff's console is served from: pages of that origin may call; none when absent. */
export const consoleOriginSetting = z.url({ protocol: /^https?$/ }).optional();

/** Reads settings from the environment; on any fault lists all of them on stderr and ends the process with 78. */
export function loadSettings<T>(schema: z.ZodType<T>, environment: NodeJS.ProcessEnv = process.env): T {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;

  const faults = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const problem = environment[name] === undefined ? 'is not set' : issue.message;
    return `  ${name}: ${problem}`;
  });
  process.stderr.write(`Wrong settings:\n${faults.join('\n')}\n`);
  process.exit(exitConfiguration);
}
