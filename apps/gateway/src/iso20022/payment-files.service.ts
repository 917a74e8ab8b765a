import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccountOwners } from '@paymo/accounts';
import { type Caller, Database, newId, PaymoError } from '@paymo/platform';
import type { Submission } from '../payments/accept-payments.js';
import { type Answer, claimKeys, fingerprint, storeAnswers } from '../payments/idempotency.js';
import { noEvidence } from '../payments/payment-request.js';
import * as sql from '../payments/payment-statements.js';
import { PaymentsService } from '../payments/payments.service.js';
import { unknownAccount } from '../payments/refusals.js';
import { type PaymentHeaders, submissionOf } from '../payments/submission.js';
import { SandboxPayees } from '../sandbox/sandbox-payees.service.js';
import type { CreditTransfer, CreditTransferFile } from './credit-transfer-file.js';
import { type TransferResult, viewFile } from './payment-file-view.js';

/**
 * Turns the transfers of a file into payments, each as if it had been asked for by itself and under a key of its own.
 * A file whose answer was lost is sent again under its key: what it had paid is not paid again, and the rest is.
 */
@Injectable()
export class PaymentFilesService {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentsService,
    private readonly owners: AccountOwners,
    private readonly sandbox: SandboxPayees,
  ) {}

  /** @throws PaymoError when the key was used for another file, or the bank cannot take payments now */
  async pay(
    caller: Caller,
    file: CreditTransferFile,
    headers: PaymentHeaders,
    request: FastifyRequest,
  ): Promise<{ answer: Answer; isReplay: boolean }> {
    const print = fingerprint([file.messageId, ...file.transfers.flatMap(factsOf)]);
    const known = await this.claim(headers.key, print);
    if (known !== undefined) return { answer: known, isReplay: true };
    const results = await Promise.all(
      file.transfers.map((transfer, index) => {
        const key = `${headers.key} ${String(index).padStart(3, '0')}`;
        const submission = toSubmission(file.messageId, transfer, { ...headers, key }, request);
        return this.payOne(caller, submission);
      }),
    );
    const view = viewFile(file, results, request.id);
    const answer = await this.store(headers.key, { status: 201, body: JSON.stringify(view) });
    return { answer, isReplay: false };
  }

  /** A file that was begun and has no answer is gone on with. */
  private async claim(key: string, print: Buffer): Promise<Answer | undefined> {
    const [check] = await this.database.transaction((transaction) =>
      claimKeys(transaction, [{ key, fingerprint: print, paymentId: newId() }]),
    );
    if (check?.kind === 'replay') return check.answer;
    if (check?.kind === 'refused' && check.error.code !== 'conflict.idempotency_key_in_use')
      throw check.error;
    return undefined;
  }

  private async payOne(caller: Caller, submission: Submission): Promise<TransferResult> {
    const { payer, payee, amount } = submission.request;
    if (!(await this.owners.reaches(caller, payer))) return { error: unknownAccount('payer', payer) };
    await this.sandbox.open(payee, amount.currency);
    try {
      return { answer: (await this.payments.submit(submission, 0)).answer };
    } catch (error) {
      // What may succeed later fails the whole file, which is then sent again under its key.
      if (error instanceof PaymoError && error.facts.retryAfterSeconds === undefined) return { error };
      throw error;
    }
  }

  /** Of requests that race the first to answer wins. */
  private async store(key: string, answer: Answer): Promise<Answer> {
    const [row] = await this.database.transaction((transaction) => {
      storeAnswers(transaction, [{ key, answer }]);
      return transaction.query<sql.KeyRow>(sql.readKeys, [[key]]);
    });
    if (row === undefined || row.answer_status === null || row.answer_body === null) return answer;
    return { status: row.answer_status, body: row.answer_body };
  }
}

function toSubmission(
  messageId: string,
  transfer: CreditTransfer,
  headers: PaymentHeaders,
  request: FastifyRequest,
): Submission {
  const body = {
    payer: transfer.debtorAccountId,
    payee: transfer.creditorAccountId,
    amount: { value: Number(transfer.amountMinor), currency: transfer.currency },
    type: 'transfer' as const,
    reference: transfer.reference,
    deviceId: null,
    ...noEvidence,
  };
  return {
    ...submissionOf(body, { ...headers, waitMs: 0 }, request),
    fingerprint: fingerprint([messageId, ...factsOf(transfer)]),
    message: { messageId, ...transfer },
  };
}

function factsOf(transfer: CreditTransfer): (string | null)[] {
  return [
    transfer.paymentInformationId,
    transfer.instructionId,
    transfer.endToEndId,
    transfer.uetr,
    transfer.debtorName,
    transfer.debtorAccountId,
    transfer.creditorName,
    transfer.creditorAccountId,
    String(transfer.amountMinor),
    transfer.currency,
    transfer.purpose,
    transfer.reference,
  ];
}
