import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccountOwners } from '@paymo/accounts';
import type { Caller } from '@paymo/platform';
import { PaymentEvidence } from '../evidence/payment-evidence.js';
import { MoneyLimits } from '../limits/money-limits.js';
import { SandboxPayees } from '../sandbox/sandbox-payees.service.js';
import type { PaymentRequest } from './payment-request.js';
import { unknownAccount } from './refusals.js';

/** What is looked at before a payment that somebody asks for is taken. */
@Injectable()
export class PaymentGate {
  constructor(
    private readonly limits: MoneyLimits,
    private readonly owners: AccountOwners,
    private readonly evidence: PaymentEvidence,
    private readonly sandbox: SandboxPayees,
  ) {}

  /**
   * @param key of the request as it is stored
   * @throws PaymoError when there are too many, the payer is not the caller's, or what it quotes does not serve it
   */
  async admit(caller: Caller, request: PaymentRequest, key: string, reply: FastifyReply): Promise<void> {
    const { payer, payee, amount } = request;
    await this.limits.count(caller, [request], reply);
    if (!(await this.owners.reaches(caller, payer))) throw unknownAccount('payer', payer);
    await this.evidence.check(caller, request, key);
    await this.sandbox.open(payee, amount.currency);
  }
}
