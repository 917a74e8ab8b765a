import { z } from 'zod';

const questionSchema = z.object({
  code: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must begin with a code such as started_it and a colon'),
  text: z.string().min(1).max(300),
});
export type PayerQuestion = z.infer<typeof questionSchema>;

const ordinary = [
  'started_it: Did you start this payment yourself, without anybody urging you to?',
  'knows_payee: How do you know the person you are paying, and what is it for?',
  'account_source: Where do the account details come from, and did you check them another way?',
].join('|');

/** A setting: what payers can be asked, as `code: question` with bars between; one digit is left for own words. */
export const payerQuestions = z
  .string()
  .default(ordinary)
  .transform((text) => text.split('|').map(questionOf))
  .pipe(z.array(questionSchema).min(1).max(8));

function questionOf(line: string): { code: string; text: string } {
  const [code = '', ...rest] = line.split(':');
  return { code: code.trim(), text: rest.join(':').trim() };
}
