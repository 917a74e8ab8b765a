import { z } from 'zod';
import { typologies, type TypologyName } from './fraud/fraud-case.js';

/** `invoice-redirection` comes only with `--drift new-typology@DAY`. */
const standing: readonly TypologyName[] = typologies.filter((name) => name !== 'invoice-redirection');

const driftKinds = ['amounts', 'new-typology', 'behaviour'] as const;
export type DriftKind = (typeof driftKinds)[number];

export interface SimulatorSettings {
  readonly seed: number;
  readonly customers: number;
  readonly days: number;
  /** Midnight UTC of the first day. */
  readonly fromMs: number;
  /** Share of the payments that are fraud. */
  readonly fraudShare: number;
  readonly typologies: readonly TypologyName[];
  /** The day (0 for the first) from which each drift is felt. */
  readonly drift: ReadonlyMap<DriftKind, number>;
  readonly labelDelayDays: number;
  /** Share of the cases and honest payments whose label never becomes known. */
  readonly missingLabels: number;
}

function numberOption(
  says: string,
  least: number,
  most: number,
  isWhole: boolean,
): z.ZodType<number, string> {
  return z
    .string()
    .regex(isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/, `must be ${says}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be ${says}`);
}

const dateOption = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'must be a date such as 2026-01-01')
  .refine(isDate, 'must be a date of the calendar, of 1970 or later, such as 2026-01-01')
  .transform((text) => Date.parse(text));

const typologiesOption = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(standing, `must be some of ${standing.join(', ')}`)))
  .transform((names) => [...new Set(names)]);

const driftSays = `must be none, or some of ${driftKinds.map((kind) => `${kind}@DAY`).join(', ')}, days from 0 on`;

const driftOption = z
  .array(z.string())
  .transform((texts) => texts.filter((text) => text !== 'none').map((text) => text.split('@')))
  .pipe(z.array(z.tuple([z.enum(driftKinds, driftSays), z.string().regex(/^\d+$/, driftSays)], driftSays)))
  .transform((pairs) => new Map(pairs.map(([kind, day]) => [kind, Number(day)])));

/** JavaScript takes 30 February for 2 March. */
function isDate(text: string): boolean {
  const atMs = Date.parse(text);
  return atMs >= 0 && new Date(atMs).toISOString().startsWith(text);
}

/** The options as they are typed. */
const optionsSchema = z.object({
  seed: numberOption('a whole number up to 4294967295', 0, 4_294_967_295, true),
  customers: numberOption('a whole number from 100 to 2000000', 100, 2_000_000, true),
  days: numberOption('a whole number from 1 to 3650', 1, 3650, true),
  from: dateOption,
  fraudShare: numberOption('a share from 0 to 0.2', 0, 0.2, false),
  typologies: typologiesOption,
  drift: driftOption,
  labelDelayDays: numberOption('a number of days from 0 to 365', 0, 365, false),
  missingLabels: numberOption('a share from 0 to 1', 0, 1, false),
});
export type SimulatorOptions = z.input<typeof optionsSchema>;

export const defaultOptions: Omit<SimulatorOptions, 'seed' | 'customers' | 'days'> = {
  from: '2026-01-01',
  fraudShare: '0.002',
  typologies: standing.join(','),
  drift: ['none'],
  labelDelayDays: '7',
  missingLabels: '0.2',
};

/** @throws Error that lists every option at fault and what would be right. */
export function simulatorSettings(options: SimulatorOptions): SimulatorSettings {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw new Error(parsed.error.issues.map(fault).join('\n'));
  const { from: fromMs, ...settings } = parsed.data;
  for (const [kind, day] of settings.drift)
    if (day >= settings.days) throw new Error(`--drift ${kind}@${day}: the last day is ${settings.days - 1}`);
  return { ...settings, fromMs };
}

function fault({ path, message }: z.core.$ZodIssue): string {
  const option = String(path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${option} ${message}`;
}
