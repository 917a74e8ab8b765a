import { hash } from 'node:crypto';
import { type Entry, signedMinor } from '../statements/entry.js';
import { type AccountStatement, inMainUnits } from '../statements/statement.js';
import { accountNode, bankNode, identification, idOf, partyNode } from './message-nodes.js';
import { maybe, node, writeXml, type XmlNode } from './xml-writer.js';

const namespace = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08';

/** A statement as camt.053.001.08 (BankToCustomerStatementV08). */
export function statementXml(statement: AccountStatement, madeAt: Date): string {
  const { accountId, from, to, openingMinor, closingMinor, lines, currency } = statement;
  // The same period of the same account is the same statement.
  const id = hash('sha256', `${accountId} ${from} ${to}`, 'hex').slice(0, 32);
  const header = node('GrpHdr', [node('MsgId', id), node('CreDtTm', madeAt.toISOString())]);
  const content = node('Stmt', [
    node('Id', id),
    node('CreDtTm', madeAt.toISOString()),
    node('FrToDt', [node('FrDtTm', `${from}T00:00:00.000Z`), node('ToDtTm', `${to}T23:59:59.999Z`)]),
    node('Acct', [
      identification(accountId),
      node('Ccy', currency),
      partyNode('Ownr', statement.accountName),
      bankNode('Svcr'),
    ]),
    balanceNode('OPBD', openingMinor, currency, from),
    balanceNode('CLBD', closingMinor, currency, to),
    ...lines.map(({ entry }) => entryNode(entry, accountId)),
  ]);
  return writeXml(node('Document', [node('BkToCstmrStmt', [header, content])], { xmlns: namespace }));
}

function balanceNode(code: 'OPBD' | 'CLBD', minor: bigint, currency: string, day: string): XmlNode {
  return node('Bal', [
    node('Tp', [node('CdOrPrtry', [node('Cd', code)])]),
    ...signedAmount(minor, currency),
    node('Dt', [node('Dt', day)]),
  ]);
}

function entryNode(entry: Entry, accountId: string): XmlNode {
  const booked = entry.bookedAt.toISOString();
  return node('Ntry', [
    node('NtryRef', idOf(entry.id)),
    ...signedAmount(signedMinor(entry), entry.currency),
    node('Sts', [node('Cd', 'BOOK')]),
    node('BookgDt', [node('DtTm', booked)]),
    node('ValDt', [node('Dt', booked.slice(0, 10))]),
    node('AcctSvcrRef', idOf(entry.id)),
    transactionCode(entry),
    node('NtryDtls', [
      node('TxDtls', [
        entry.paymentId === null ? null : node('Refs', referenceNodes(entry, entry.paymentId)),
        ...signedAmount(signedMinor(entry), entry.currency),
        partiesNode(entry, accountId),
        entry.reference === null ? null : node('RmtInf', [node('Ustrd', entry.reference)]),
      ]),
    ]),
  ]);
}

/** Ids that go from end to end are for both sides; the others are between the payer and the bank. */
function referenceNodes({ message, isOut }: Entry, paymentId: string): (XmlNode | null)[] {
  const own = isOut ? message : undefined;
  return [
    maybe('MsgId', own?.messageId),
    maybe('PmtInfId', own?.paymentInformationId),
    maybe('InstrId', own?.instructionId),
    maybe('EndToEndId', message?.endToEndId),
    maybe('UETR', message?.uetr),
    node('TxId', idOf(paymentId)),
  ];
}

/** Payments of customers are book transfers, issued or received; what the bank itself moves has a code of its own. */
function transactionCode({ kind, isOut }: Entry): XmlNode {
  const isTransfer = kind === 'payment' || kind === 'refund';
  const family = node('Fmly', [node('Cd', isOut ? 'ICDT' : 'RCDT'), node('SubFmlyCd', 'BOOK')]);
  return node('BkTxCd', [
    isTransfer ? node('Domn', [node('Cd', 'PMNT'), family]) : null,
    node('Prtry', [node('Cd', kind), node('Issr', 'Paymo')]),
  ]);
}

function partiesNode({ isOut, counterpartyName, counterpartyId }: Entry, accountId: string): XmlNode {
  const other = node(isOut ? 'Cdtr' : 'Dbtr', [partyNode('Pty', counterpartyName)]);
  const [debtor, creditor] = isOut ? [accountId, counterpartyId] : [counterpartyId, accountId];
  return node('RltdPties', [
    ...(isOut ? [] : [other]),
    accountNode('DbtrAcct', debtor),
    ...(isOut ? [other] : []),
    accountNode('CdtrAcct', creditor),
  ]);
}

function signedAmount(minor: bigint, currency: string): XmlNode[] {
  const size = minor < 0n ? -minor : minor;
  return [
    node('Amt', inMainUnits(size, currency), { Ccy: currency }),
    node('CdtDbtInd', minor < 0n ? 'DBIT' : 'CRDT'),
  ];
}
