import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { requestedPaymentTypes } from '@paymo/contracts';

const column = z.string().min(1);

const timeSchema = z.union([
  column.transform((name) => ({ column: name, unit: 'auto' as const, origin: defaultOrigin })),
  z.strictObject({
    column,
    unit: z.enum(['auto', 'hours', 'seconds', 'milliseconds', 'iso']).default('auto'),
    origin: z.iso
      .datetime()
      .transform((text) => Date.parse(text))
      .default(() => defaultOrigin),
  }),
]);

const typeRuleSchema = z.strictObject({
  type: z.enum(requestedPaymentTypes),
  /** The log names the receiver first: its payer column is the payee of the payment. */
  isReversed: z.boolean().default(false),
});

/** Names the columns of somebody's log of transfers. See docs/reference/mapping.md. */
const mappingSchema = z.strictObject({
  time: timeSchema,
  payer: column,
  payee: column,
  amount: column,
  type: column.optional(),
  label: column.optional(),
  payerBalance: column.optional(),
  payeeBalance: column.optional(),
  device: column.optional(),
  ipAddress: column.optional(),
  /** When the label became known; without it, `labelDelayDays` after the payment. */
  knownAt: column.optional(),
  labelDelayDays: z.number().min(0).max(365).default(1),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('GBP'),
  /** Digits after the decimal point of an amount. */
  decimals: z.int().min(0).max(4).default(2),
  /** What the values of the type column mean here; values that are not listed are transfers. */
  types: z.record(z.string(), typeRuleSchema).default({}),
  /** Accounts whose name matches are merchants or agents. */
  merchants: z
    .string()
    .default('^M')
    .transform((pattern, context) => {
      try {
        return new RegExp(pattern, 'u');
      } catch {
        context.addIssue({ code: 'custom', message: 'is not a regular expression' });
        return z.NEVER;
      }
    }),
});

/** Hours are counted from here when the log has no calendar of its own: 1 January 2026. */
const defaultOrigin = Date.UTC(2026, 0, 1);

export type Mapping = z.infer<typeof mappingSchema>;

/** @throws Error that lists every fault of the mapping with its place. */
export function parseMapping(json: unknown, source: string): Mapping {
  const parsed = mappingSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(`${source} is not a mapping:\n${z.prettifyError(parsed.error)}`);
}

export async function readMapping(path: string): Promise<Mapping> {
  const text = await readFile(path, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${String(error)}`, { cause: error });
  }
  return parseMapping(json, path);
}
