import { Inject, Injectable } from '@nestjs/common';
import { type AnnouncingTransaction, Outbox } from '@paymo/messaging';
import { Database, newId, PaymoError, publicId, type Transaction } from '@paymo/platform';
import type { Application, CustomerFacts } from '../decisions/applicant.js';
import { type Decided, DecisionEngine, type MonthRow, toMonth } from '../decisions/decision-engine.js';
import { type Answer, answerOnce, type KeyedRequest } from '../idempotency.js';
import { dayOf } from '../request-time.js';
import { type ApplicationRequest, checkAge, checkProduct, type QuoteRequest } from './application-request.js';
import * as sql from './application-statements.js';
import { type ApplicationView, type QuoteView, viewApplication, viewQuote } from './application-view.js';
import { makeOffer, price } from './make-offer.js';
import { insertReview } from '../reviews/review-statements.js';

const hourMs = 3_600_000;

/** Answers what customers could borrow, and decides about what they ask for. */
@Injectable()
export class ApplicationsService {
  constructor(
    @Inject(DecisionEngine) private readonly engine: DecisionEngine,
    private readonly outbox: Outbox,
    private readonly database: Database,
  ) {}

  /** What a loan would cost in each band. Nothing is looked up, and nothing kept. */
  quote(request: QuoteRequest, at: Date): QuoteView {
    const { policy } = this.engine;
    checkProduct(request, policy);
    const amountMinor = BigInt(request.amount.value);
    const priced = policy.bands.map(({ name, annualRate }) => {
      const terms = { amountMinor, months: request.months, band: name, annualRate };
      return { terms, priced: price(terms, dayOf(at)) };
    });
    return viewQuote(request, priced);
  }

  /**
   * Decides about an application and keeps it, with an offer if there is one.
   *
   * @throws PaymoError when the request is refused before it is decided
   */
  apply(request: ApplicationRequest, key: KeyedRequest, at: Date): Promise<Answer> {
    checkProduct(request, this.engine.policy);
    checkAge(request.birthDate, at);
    return answerOnce(this.outbox, key, 201, (transaction) => this.decide(transaction, request, key, at));
  }

  /** What would be decided now: a soft check that leaves no mark. */
  async check(request: ApplicationRequest, at: Date): Promise<object> {
    checkProduct(request, this.engine.policy);
    checkAge(request.birthDate, at);
    const facts = await this.factsOf(this.database, request.account, at);
    const { decision } = await this.engine.decide({ application: toApplication(request), facts, at });
    const amountMinor = 'terms' in decision ? Number(decision.terms.amountMinor) : null;
    return { outcome: decision.outcome, amountMinor, reasons: decision.reasons };
  }

  /** @throws PaymoError when there is none */
  async one(id: string): Promise<ApplicationView> {
    const [[row], [offer]] = await Promise.all([
      this.database.query<sql.ApplicationRow>(sql.readApplication, [id]),
      this.database.query<sql.OfferRow>(sql.readOfferOfApplication, [id]),
    ]);
    if (row === undefined) throw unknownApplication(id);
    return viewApplication(row, offer);
  }

  private async decide(
    transaction: AnnouncingTransaction,
    request: ApplicationRequest,
    { fingerprint }: KeyedRequest,
    at: Date,
  ): Promise<ApplicationView> {
    const { policy } = this.engine;
    transaction.write(sql.meetCustomer, [request.account]);
    await transaction.query(sql.lockCustomer, [request.account]);
    const hex = `\\x${fingerprint.toString('hex')}`;
    const [twins, facts] = await Promise.all([
      transaction.query<{ id: string }>(sql.readTwin, [
        request.account,
        hex,
        at,
        policy.sameApplicationMinutes,
      ]),
      this.factsOf(transaction, request.account, at),
    ]);
    const [twin] = twins;
    if (twin !== undefined) throw twinExists(twin.id);
    const decided = await this.engine.decide({ application: toApplication(request), facts, at });
    const row = store(transaction, request, { decided, hex, at });
    const offer = this.followUp(transaction, row, decided, at);
    return viewApplication(row, offer);
  }

  /** An offer for who can have one, a person for whom it is not clear. */
  private followUp(
    transaction: Transaction,
    application: sql.ApplicationRow,
    { decision }: Decided,
    at: Date,
  ): sql.OfferRow | undefined {
    const { id: applicationId, account_id: accountId, currency } = application;
    const { offerDays, review } = this.engine.policy;
    if ('terms' in decision)
      return makeOffer(transaction, {
        applicationId,
        accountId,
        currency,
        terms: decision.terms,
        at,
        offerDays,
      });
    if (decision.outcome === 'refer') {
      const dueAt = new Date(at.getTime() + review.dueHours * hourMs);
      transaction.write(insertReview, [newId(), applicationId, 'referral', null, at, dueAt]);
    }
    return undefined;
  }

  private async factsOf(
    source: Pick<Database, 'query'> | Transaction,
    accountId: string,
    at: Date,
  ): Promise<CustomerFacts> {
    const [months, [standing]] = await Promise.all([
      source.query<MonthRow>(sql.readMonths, [accountId, dayOf(at)]),
      source.query<sql.StandingRow>(sql.readStanding, [accountId, at]),
    ]);
    if (standing === undefined) throw new Error('the standing of a customer is one row');
    return {
      history: months.map(toMonth),
      exposureMinor: BigInt(standing.exposure_minor),
      instalmentsMinor: BigInt(standing.instalments_minor),
      openLoans: standing.open_loans,
      chargedOffLoans: standing.charged_off_loans,
      daysPastDue: standing.days_past_due,
      applications30d: standing.applications_30d,
    };
  }
}

function toApplication(request: ApplicationRequest): Application {
  const { account, amount, months, purpose, employmentYears, savings, otherPlans } = request;
  return {
    accountId: account,
    amountMinor: BigInt(amount.value),
    months,
    purpose,
    employmentYears,
    savings,
    otherPlans,
  };
}

function store(
  transaction: Transaction,
  request: ApplicationRequest,
  { decided, hex, at }: { decided: Decided; hex: string; at: Date },
): sql.ApplicationRow {
  const { account, amount, months, purpose, employmentYears, savings, otherPlans } = request;
  const id = newId();
  const { outcome } = decided.decision;
  const answers = JSON.stringify({ employmentYears, savings, otherPlans });
  transaction.write(sql.insertApplication, [
    id,
    account,
    amount.value,
    amount.currency,
    months,
    purpose,
    answers,
    hex,
    outcome,
    at,
  ]);
  transaction.write(sql.insertDecision, [
    id,
    decided.inputsHash,
    decided.policy,
    decided.model,
    decided.probability,
    decided.record,
    decided.latencyMs,
    at,
  ]);
  return {
    id,
    account_id: account,
    amount_minor: String(amount.value),
    currency: amount.currency,
    months,
    purpose,
    outcome,
    created_at: at,
    record: { decision: { reasons: decided.decision.reasons } },
    model: decided.model,
    policy: decided.policy,
    inputs_hash: decided.inputsHash,
    probability: decided.probability,
  };
}

export function unknownApplication(id: string): PaymoError {
  return new PaymoError('loan.application_not_found', `${publicId('app', id)} does not exist.`);
}

function twinExists(id: string): PaymoError {
  const detail = `The same application, ${publicId('app', id)}, was decided a moment ago.`;
  return new PaymoError('conflict.application_exists', detail, {
    members: { application: publicId('app', id) },
  });
}
