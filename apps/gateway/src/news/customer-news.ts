import { type ApplicationFinding, applicationFindings } from '@paymo/contracts';
import type { Statement, Transaction } from '@paymo/platform';
import { type HumanReviewChange, humanReviewChanges } from '../human-reviews/human-review.js';
import { type ClaimChange, claimChanges } from '../claims/claim.js';

/** What customers are told of besides their payments and loans, and how it is named. */
export const newsKinds = {
  claim: { member: 'claim', prefix: 'clm' },
  loan_application: { member: 'loanApplication', prefix: 'app' },
  human_review: { member: 'humanReview', prefix: 'hrv' },
  standing_order: { member: 'standingOrder', prefix: 'sto' },
} as const;

/** Something that happened to what is a customer's. */
export type News = {
  readonly subjectId: string;
  /** The account that it is about: its owner is told. */
  readonly accountId: string;
  /** The state that it led to. */
  readonly status: string;
  /** The id that another service told it with: what comes again is not told again. */
  readonly toldAs?: string;
} & (
  | { readonly kind: 'claim'; readonly change: ClaimChange }
  | { readonly kind: 'loan_application'; readonly change: ApplicationFinding }
  | { readonly kind: 'human_review'; readonly change: HumanReviewChange }
  | { readonly kind: 'standing_order'; readonly change: 'paused' }
);

/** The kinds of news as their events are called. */
export type NewsType =
  | `claim.${ClaimChange}`
  | `human_review.${HumanReviewChange}`
  | `loan_application.${ApplicationFinding}`
  | 'standing_order.paused';
export const newsTypes: readonly NewsType[] = [
  ...claimChanges.map((change) => `claim.${change}` as const),
  ...humanReviewChanges.map((change) => `human_review.${change}` as const),
  ...applicationFindings.map((finding) => `loan_application.${finding}` as const),
  'standing_order.paused',
];

const insertNews: Statement = {
  name: 'insert_customer_news',
  text: `
    INSERT INTO customer_news (kind, subject_id, account_id, change, status, told_as, at)
    SELECT u.*, $7 FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[]) AS u
    ON CONFLICT (told_as) DO NOTHING`,
};

/** Tells customers, in the events that they listen to, what a transaction does; nobody hears before it has committed. */
export function tellCustomers(transaction: Transaction, news: readonly News[], now: Date): void {
  if (news.length === 0) return;
  transaction.write(insertNews, [
    news.map(({ kind }) => kind),
    news.map(({ subjectId }) => subjectId),
    news.map(({ accountId }) => accountId),
    news.map(({ change }) => change),
    news.map(({ status }) => status),
    news.map(({ toldAs }) => toldAs ?? null),
    now,
  ]);
}
