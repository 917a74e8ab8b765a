import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientPayment } from '../replay/gateway-client.js';
import { GatewayClient } from '../replay/gateway-client.js';
import { SigningCustomer } from './signing-customer.js';
import { EventStream } from './event-stream.js';
import type { FaultRun, Operation, Victim } from './fault-schedule.js';

/** A running bank that can be hurt. */
export interface Target {
  readonly gateway: string;
  /** A token of the bank's own service. */
  readonly serviceToken: () => string;
  /** A token of the customer who owns every account. */
  readonly ownerToken: () => string;
  /** Ends a process as a power cut would, and resolves when it works again. */
  readonly strike: (victim: Victim) => Promise<void>;
}

interface Moved {
  readonly id: string;
  readonly payer: number;
  /** -1 for one outside, which is not compared. */
  readonly payee: number;
  readonly amountMinor: number;
  status: ClientPayment['status'];
  refundableMinor: number;
}

export const accountsOpened = 12;
export const owner = 'fault-owner';
const outside = -1;
const openingDepositMinor = 10_000_000;
const finalMsMax = 120_000;

/** What a bank owes to those who pay while its processes die, kept beside it to be compared. */
export class FaultyBank {
  private readonly client: GatewayClient;
  private readonly events: EventStream;
  private readonly signer: SigningCustomer;
  private accounts: string[] = [];
  private readonly payments = new Map<string, Moved>();
  private keys = 0;

  constructor(
    private readonly target: Target,
    private readonly name: string,
  ) {
    this.client = new GatewayClient(target.gateway, target.serviceToken);
    this.signer = new SigningCustomer(target.gateway, target.ownerToken);
    this.events = new EventStream(target.gateway, () => ({ authorization: `Bearer ${target.ownerToken()}` }));
  }

  async open(): Promise<void> {
    this.accounts = await Promise.all(
      Array.from({ length: accountsOpened }, (_, index) =>
        this.client.openAccount({
          name: `${this.name} ${index}`,
          kind: 'customer',
          currency: 'GBP',
          openingDeposit: openingDepositMinor,
          owner,
        }),
      ),
    );
    await this.signer.register();
    await this.events.open();
  }

  async close(): Promise<void> {
    this.events.close();
    await this.client.close();
  }

  get paid(): number {
    return this.payments.size;
  }

  /** Lets customers act while a process dies, until each of them knows the end. */
  async run({ victim, from, afterMs, operations }: FaultRun): Promise<void> {
    let struck: Promise<void> | undefined;
    const onRequest = (kind: Operation['kind']): void => {
      if (kind === from) struck ??= sleep(afterMs).then(() => this.target.strike(victim));
    };
    await Promise.all(operations.map((operation) => this.act(operation, onRequest)));
    // Of refunds there may have been none to give; the process dies all the same.
    onRequest(from);
    await struck;
  }

  /** @returns what is not as it must be, nothing when all is */
  async faults(): Promise<string[]> {
    const balances = await Promise.all(this.accounts.map((account) => this.client.postedMinor(account)));
    const wrong = balances.flatMap((posted, index) => {
      const owed = this.owed(index);
      return posted === owed ? [] : [`account ${index} has ${posted}, and is owed ${owed}`];
    });
    return [...wrong, ...(await this.eventFaults())];
  }

  private async act(operation: Operation, onRequest: (kind: Operation['kind']) => void): Promise<void> {
    this.keys += 1;
    const key = `${this.name}-${this.keys}`;
    const tell = (): void => {
      onRequest(operation.kind);
    };
    if (operation.kind === 'refund') return this.refund(operation.share, key, tell);
    if (operation.kind === 'sign') return this.sign(operation, key, tell);
    tell();
    return this.pay(operation, key);
  }

  private async sign(
    { payer, amountMinor }: Extract<Operation, { kind: 'sign' }>,
    key: string,
    onSigning: () => void,
  ): Promise<void> {
    const id = await this.signer.pay(this.accounts[payer] ?? '', amountMinor, key, onSigning);
    const payment = await this.client.payment(id);
    await this.keep(payment, { payer, payee: outside, amountMinor, refundableMinor: 0 });
  }

  private async pay(
    { payer, payee, amountMinor }: Extract<Operation, { kind: 'pay' }>,
    idempotencyKey: string,
  ): Promise<void> {
    const answer = await this.client.pay({
      idempotencyKey,
      eventTime: new Date(),
      payer: this.accounts[payer] ?? '',
      payee: this.accounts[payee] ?? '',
      amountMinor,
      currency: 'GBP',
      type: 'transfer',
      deviceId: null,
      ipAddress: null,
    });
    await this.keep(answer, { payer, payee, amountMinor, refundableMinor: amountMinor });
  }

  /** A penny back; a payment that was refunded whole is left alone. */
  private async refund(share: number, idempotencyKey: string, onRequest: () => void): Promise<void> {
    const open = [...this.payments.values()].filter(
      ({ status, refundableMinor }) => status === 'settled' && refundableMinor > 0,
    );
    const payment = open[Math.floor(share * open.length)];
    if (payment === undefined) return;
    payment.refundableMinor -= 1;
    onRequest();
    const answer = await this.client.refund(payment.id, idempotencyKey, 1);
    const back = { payer: payment.payee, payee: payment.payer, amountMinor: 1, refundableMinor: 0 };
    await this.keep(answer, back);
  }

  private async keep(answer: ClientPayment, moved: Omit<Moved, 'id' | 'status'>): Promise<void> {
    if (this.payments.has(answer.id)) throw new Error(`${answer.id} answers two idempotency keys`);
    const payment = { ...moved, id: answer.id, status: answer.status };
    this.payments.set(answer.id, payment);
    const deadline = Date.now() + finalMsMax;
    while (payment.status === 'submitted') {
      if (Date.now() > deadline) throw new Error(`${payment.id} is still not decided`);
      payment.status = (await this.client.payment(payment.id)).status;
    }
  }

  private owed(account: number): number {
    let minor = openingDepositMinor;
    for (const { payer, payee, amountMinor, status } of this.payments.values()) {
      if (status !== 'settled') continue;
      if (payer === account) minor -= amountMinor;
      if (payee === account) minor += amountMinor;
    }
    return minor;
  }

  /** The end of each payment must have been heard, nothing twice, and nothing out of the order of its versions. */
  private async eventFaults(): Promise<string[]> {
    const missing = (): string[] => {
      const heard = new Set(
        this.events.heard.map(({ payment }) => `${payment?.id ?? ''} ${payment?.status ?? ''}`),
      );
      return [...this.payments.values()]
        .filter(({ id, status }) => !heard.has(`${id} ${status}`))
        .map(({ id }) => id);
    };
    const deadline = Date.now() + finalMsMax;
    while (missing().length > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const ids = this.events.heard.map(({ id }) => id);
    const versions = new Map<string, number>();
    const disordered = this.events.heard.flatMap(({ payment }) => {
      if (payment === undefined) return [];
      const before = versions.get(payment.id) ?? 0;
      versions.set(payment.id, payment.version);
      return payment.version > before
        ? []
        : [`${payment.id} was heard as version ${payment.version} after ${before}`];
    });
    return [
      ...missing().map((id) => `the end of ${id} was not heard`),
      ...(new Set(ids).size === ids.length ? [] : ['an event was heard twice']),
      ...disordered,
    ];
  }
}
