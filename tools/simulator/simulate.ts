import { Agenda } from './agenda.js';
import { type Day, dayMs, dayOf, officeMoment } from './calendar.js';
import { Drift } from './drift.js';
import { FraudPlan } from './fraud/fraud-plan.js';
import { Underworld } from './fraud/underworld.js';
import { planContacts } from './honest/contacts.js';
import type { HonestDay } from './honest/honest-day.js';
import { planHousehold } from './honest/household.js';
import { planLifeEvents } from './honest/life-events.js';
import { planShopping } from './honest/shopping.js';
import { Labels } from './labels.js';
import { openMarket } from './market.js';
import { AccountNames } from './names.js';
import { type Intent, type MadePayment, make } from './payment.js';
import { type Bank, join, joiningPerDay, openBank } from './population.js';
import { Random } from './random.js';
import type { SimulatorSettings } from './settings.js';

export interface LabelledPayment {
  readonly payment: MadePayment;
  /** Null when the label never becomes known. */
  readonly knownAtMs: number | null;
  readonly day: number;
}

/**
 * The payments of a bank, in the order of time. The same settings give the same payments; memory grows with the
 * customers and not with the days.
 */
export function* simulate(settings: SimulatorSettings): Generator<LabelledPayment> {
  const simulation = new Simulation(settings);
  for (let index = 0; index < settings.days; index += 1) {
    const day = dayOf(settings.fromMs, index);
    simulation.planDay(day);
    for (;;) {
      const payment = simulation.nextOf(day);
      if (payment === null) break;
      yield payment;
    }
  }
}

class Simulation {
  private readonly random: Random;
  private readonly fraudRandom: Random;
  private readonly bank: Bank;
  private readonly agenda: Agenda;
  private readonly drift: Drift;
  private readonly labels: Labels;
  private readonly fraudPlan = new FraudPlan();
  private readonly underworld: Underworld;
  private readonly plan = (intent: Intent): void => {
    this.agenda.plan(intent);
  };

  constructor(private readonly settings: SimulatorSettings) {
    const { seed, customers, labelDelayDays, missingLabels, typologies } = settings;
    this.agenda = new Agenda(settings.fromMs);
    const names = new AccountNames();
    const beginning = new Random(seed, 'beginning');
    this.bank = openBank(beginning, names, openMarket(beginning, names, customers), customers);
    this.random = new Random(seed, 'honest');
    this.fraudRandom = new Random(seed, 'fraud');
    this.drift = new Drift(settings);
    this.labels = new Labels(seed, labelDelayDays, missingLabels);
    this.underworld = new Underworld(typologies.includes('mule-network'));
  }

  planDay(day: Day): void {
    const plannedBefore = this.agenda.planned;
    this.planHonest(day);
    this.planFraud(day, this.agenda.planned - plannedBefore);
  }

  /** Makes the day's next payment; null when the day is over. */
  nextOf(day: Day): LabelledPayment | null {
    for (;;) {
      const intent = this.agenda.takeBefore(day.startMs + dayMs);
      if (intent === null) return null;
      const payment = make(intent);
      if (payment === null) continue;
      intent.afterwards?.(payment);
      if (payment.fraud !== null) this.fraudPlan.made(payment.fraud.campaign);
      return { payment, knownAtMs: this.labels.knownAtMs(payment), day: day.index };
    }
  }

  private planHonest(day: Day): void {
    const { random, bank, plan } = this;
    const honest = { random, bank, day, plan, priceFactor: this.drift.priceFactorOn(day.index) };
    this.openAccounts(honest);
    for (const customer of bank.customers) {
      if (customer.isGone) continue;
      planHousehold(honest, customer);
      planShopping(honest, customer);
      planContacts(honest, customer);
      planLifeEvents(honest, customer);
    }
  }

  private openAccounts({ random, bank, day, plan }: HonestDay): void {
    const { customers, days } = this.settings;
    for (let left = random.poisson(joiningPerDay(customers, days)); left > 0; left -= 1) {
      const customer = join(random, bank, day.index);
      plan({
        atMs: officeMoment(random, day.startMs),
        payer: customer.savings,
        payee: customer.account,
        type: 'transfer',
        amountMinor: Math.round(random.logNormal(60_000, 0.9)),
        origin: null,
        fraud: null,
      });
    }
  }

  private planFraud(day: Day, honestPayments: number): void {
    const { fraudShare } = this.settings;
    const scene = {
      random: this.fraudRandom,
      bank: this.bank,
      day,
      habits: this.drift.fraudHabitsOn(day.index),
      underworld: this.underworld,
      plan: this.plan,
      openCase: this.labels.openCase.bind(this.labels),
    };
    const payments = (honestPayments * fraudShare) / (1 - fraudShare);
    this.fraudPlan.startDay(scene, payments, this.drift.typologiesOn(day.index));
  }
}
