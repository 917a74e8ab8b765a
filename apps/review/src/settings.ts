import { z } from 'zod';
import { holdSettings } from '@paymo/business-days';
import { serviceSettings } from '@paymo/platform';
import { tagSchema } from './tags/tag.js';
import { payerQuestions } from './information/payer-questions.js';

const reasonCode = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be codes such as account_takeover');

export const reviewSettings = serviceSettings.extend({
  /** Where browsers reach the gateway; the console shows nothing of payers' accounts when absent. */
  GATEWAY_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Where browsers reach lending; the console has no pages for loans when absent. */
  LOANS_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Where browsers reach scoring; the console has no pages for leads when absent. */
  SCORING_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Where browsers reach recommendations; the console has no page for them when absent. */
  RECOMMENDATIONS_URL: z.url({ protocol: /^https?$/ }).optional(),
  ...holdSettings,
  /** How long a verdict can be undone; only then it moves money and becomes a label. 0: at once, for good. */
  VERDICT_UNDO_SECONDS: z.coerce.number().int().min(0).max(60).default(8),
  /** How long a claimed case is kept for its analyst without a sign of life. */
  LEASE_SECONDS: z.coerce.number().int().min(1).max(3600).default(300),
  /** Releases of more than this, in minor units, need a second analyst. */
  FOUR_EYES_ABOVE_MINOR: z.coerce.number().int().min(0).default(1_000_000),
  /** Rules, such as hits on a list of sanctions, that one analyst may not override by a release; ids with commas. */
  FOUR_EYES_RULES: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((id) => (id.trim() === '' ? [] : [id.trim()]))),
  /** Which share of the verdicts another analyst gives again, blind. */
  SECOND_LOOK_SHARE: z.coerce.number().min(0).max(1).default(0.03),
  /** Why an analyst may reject, in the order of the digits that choose it; codes with commas between them. */
  REJECT_REASONS: z
    .string()
    .default('account_takeover,scam,mule_account,false_identity,card_testing,customer_denies,other')
    .transform((text) => text.split(',').map((code) => code.trim()))
    .pipe(z.array(reasonCode).min(1).max(9)),
  /** Words that cases are often tagged with, in the order of the digits that choose them; commas between. */
  CASE_TAGS: z
    .string()
    .default('call back,elderly customer,impersonation,invoice,mule,romance,training')
    .transform((text) => text.split(',').map((tag) => tag.trim()))
    .pipe(z.array(tagSchema).max(8)),
  /** What payers can be asked, in the order of the digits that choose it: `code: question`, with bars between. */
  PAYER_QUESTIONS: payerQuestions,
  /** How long a payer may take to answer; never into the last two hours before the deadline of the hold. */
  PAYER_ANSWER_HOURS: z.coerce.number().min(0).max(96).default(24),
});
export type ReviewSettings = z.infer<typeof reviewSettings>;

/** Injection token of the settings of review. */
export const SETTINGS = Symbol('settings');
