import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { MicroBatcher, Outbox } from '@paymo/messaging';
import { Database, isTransient, PaymoError, publicId } from '@paymo/platform';
import type { Answer, KeyedRequest } from '../idempotency.js';
import { CreditServing } from '../models/credit-serving.service.js';
import { dayOf } from '../request-time.js';
import {
  type ApplicationRequest,
  checkAge,
  checkProduct,
  type QuoteRequest,
  toApplication,
} from './application-request.js';
import * as sql from './application-statements.js';
import { type ApplicationView, type EligibilityView, viewApplication } from './application-view.js';
import { customerFacts } from './customer-facts.js';
import { type ApplicationOrder, type ApplicationOutcome, decideApplications } from './decide-applications.js';
import { plannedOffer, price } from './make-offer.js';
import { type QuoteView, viewQuote } from './offer-view.js';

const batchMax = 64;
const queueMax = 2000;

/** Answers what customers could borrow, and decides about what they ask for. */
@Injectable()
export class ApplicationsService implements OnApplicationShutdown {
  private readonly deciding: MicroBatcher<ApplicationOrder, ApplicationOutcome>;

  constructor(
    private readonly serving: CreditServing,
    private readonly database: Database,
    outbox: Outbox,
  ) {
    this.deciding = new MicroBatcher(
      (orders) =>
        outbox.transaction((transaction) => decideApplications(transaction, serving.current, orders)),
      { itemsMax: batchMax, queueMax },
      (error) => !isTransient(error),
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.deciding.idle();
  }

  /** What a loan would cost in each band. Nothing is looked up, and nothing kept. */
  quote(request: QuoteRequest, at: Date): QuoteView {
    const { policy } = this.serving.current;
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
  async apply(request: ApplicationRequest, key: KeyedRequest, at: Date): Promise<Answer> {
    checkProduct(request, this.serving.current.policy);
    checkAge(request.birthDate, at);
    const outcome = await this.deciding.submit({ request, key, at });
    if (outcome.kind === 'refused') throw outcome.error;
    return outcome.answer;
  }

  /** What would be decided now: a soft check that leaves no mark. */
  async check(request: ApplicationRequest, at: Date): Promise<EligibilityView> {
    checkProduct(request, this.serving.current.policy);
    checkAge(request.birthDate, at);
    const [facts] = await customerFacts(this.database, [{ accountId: request.account, at }]);
    if (facts === undefined) throw new Error('facts are told of every customer');
    const { decision } = await this.serving.current.decide({
      application: toApplication(request),
      facts,
      at,
    });
    const amountMinor = 'terms' in decision ? Number(decision.terms.amountMinor) : null;
    return { outcome: decision.outcome, amountMinor, reasons: [...decision.reasons] };
  }

  /** @throws PaymoError when there is none */
  async one(id: string): Promise<ApplicationView> {
    const [[row], [offer]] = await Promise.all([
      this.database.query<sql.ApplicationRow>(sql.readApplication, [id]),
      this.database.query<sql.OfferRow>(sql.readOfferOfApplication, [id]),
    ]);
    if (row === undefined) throw unknownApplication(id);
    return viewApplication(row, offer && plannedOffer(offer));
  }
}

export function unknownApplication(id: string): PaymoError {
  return new PaymoError('loan.application_not_found', `${publicId('app', id)} does not exist.`);
}
