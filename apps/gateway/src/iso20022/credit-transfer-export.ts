import { PaymoError, publicId } from '@paymo/platform';
import type { Payment } from '../payments/payment.entity.js';
import { inMainUnits } from '../statements/statement.js';
import { accountNode, bankNode, idOf, partyNode } from './message-nodes.js';
import { uetrOf } from './uetr.js';
import { node, writeXml } from './xml-writer.js';

const namespace = 'urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08';

/** What is known of a payment beyond itself. */
export interface TransferFacts {
  readonly debtorName: string;
  readonly creditorName: string;
  /** Null when its payer gave none. */
  readonly endToEndId: string | null;
  readonly uetr: string | null;
  readonly purpose: string | null;
}

/**
 * A settled payment as pacs.008.001.08 (FIToFICustomerCreditTransferV08): a book transfer, whose agents are both this
 * bank.
 *
 * @throws PaymoError `conflict.payment_not_settled`
 */
export function creditTransferXml(payment: Payment, facts: TransferFacts): string {
  if (payment.status !== 'settled') {
    const detail = `${publicId('pay', payment.id)} is ${payment.status}.`;
    throw new PaymoError('conflict.payment_not_settled', detail);
  }
  const amount = inMainUnits(BigInt(payment.amountMinor), payment.currency);
  const header = node('GrpHdr', [
    node('MsgId', idOf(payment.id)),
    node('CreDtTm', payment.updatedAt.toISOString()),
    node('NbOfTxs', '1'),
    node('SttlmInf', [node('SttlmMtd', 'INDA')]),
  ]);
  const transfer = node('CdtTrfTxInf', [
    node('PmtId', [
      node('EndToEndId', facts.endToEndId ?? 'NOTPROVIDED'),
      node('TxId', idOf(payment.id)),
      node('UETR', facts.uetr ?? uetrOf(payment.id)),
    ]),
    node('IntrBkSttlmAmt', amount, { Ccy: payment.currency }),
    node('IntrBkSttlmDt', payment.updatedAt.toISOString().slice(0, 10)),
    node('AccptncDtTm', payment.createdAt.toISOString()),
    node('ChrgBr', 'SLEV'),
    partyNode('Dbtr', facts.debtorName),
    accountNode('DbtrAcct', payment.payerId),
    bankNode('DbtrAgt'),
    bankNode('CdtrAgt'),
    partyNode('Cdtr', facts.creditorName),
    accountNode('CdtrAcct', payment.payeeId),
    facts.purpose === null ? null : node('Purp', [node('Cd', facts.purpose)]),
    payment.reference === null ? null : node('RmtInf', [node('Ustrd', payment.reference)]),
  ]);
  return writeXml(node('Document', [node('FIToFICstmrCdtTrf', [header, transfer])], { xmlns: namespace }));
}
