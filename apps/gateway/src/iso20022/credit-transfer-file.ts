import { amountMinorMax } from '@paymo/contracts';
import { type FieldFault, PaymoError } from '@paymo/platform';
import { creditTransferRules, pain001Namespace, transactionsMax } from './credit-transfer-rules.js';
import { minorOf } from './decimal-amount.js';
import { elementFault, faultsOf, pathsOf } from './message-rules.js';
import { readXml, type XmlElement, XmlFault } from './xml-reader.js';

/** One transfer that a file asks for. */
export interface CreditTransfer {
  readonly paymentInformationId: string;
  readonly instructionId: string | null;
  readonly endToEndId: string;
  readonly uetr: string | null;
  readonly debtorName: string | null;
  readonly debtorAccountId: string;
  readonly creditorName: string | null;
  readonly creditorAccountId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly purpose: string | null;
  readonly reference: string | null;
}

/** A customer credit transfer initiation. */
export interface CreditTransferFile {
  readonly messageId: string;
  readonly transfers: readonly CreditTransfer[];
}

interface Place {
  readonly element: XmlElement;
  readonly path: string;
}

/**
 * Reads a pain.001.001.09.
 *
 * @param today YYYY-MM-DD; what is to be paid later is not taken
 * @throws PaymoError `payment_file.faulty`, whose errors name each element by its path, and its line
 */
export function readCreditTransfers(text: string, today: string): CreditTransferFile {
  const document = { element: parse(text), path: '/Document' };
  const { name, namespace } = document.element;
  if (name !== 'Document' || namespace !== pain001Namespace) {
    const detail = `must be Document in the namespace ${pain001Namespace}`;
    throw faulty([elementFault(document.element, `/${name}`, detail)]);
  }
  const broken = faultsOf(document.element, creditTransferRules);
  if (broken.length > 0) throw faulty(broken);

  const message = child(document, 'CstmrCdtTrfInitn');
  const groups = children(message, 'PmtInf');
  const unfit = groups.flatMap((group) => lateFaults(group, today));
  const read = groups.map((group) => ({ group, transfers: transfersOf(group, unfit) }));
  const transfers = read.flatMap((each) => each.transfers);
  unfit.push(...totalFaults(child(message, 'GrpHdr'), transfers));
  for (const { group, transfers: own } of read) unfit.push(...totalFaults(group, own));
  if (transfers.length > transactionsMax) {
    unfit.push(elementFault(message.element, message.path, `has more than ${transactionsMax} transfers`));
  }
  if (unfit.length > 0) throw faulty(unfit);
  return { messageId: required(message, 'GrpHdr', 'MsgId'), transfers };
}

function parse(text: string): XmlElement {
  try {
    return readXml(text);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    throw faulty([{ pointer: '/', detail: `line ${error.line}: ${error.message}` }]);
  }
}

function faulty(errors: readonly FieldFault[]): PaymoError {
  const summary = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  return new PaymoError('payment_file.faulty', summary, { errors });
}

function lateFaults(group: Place, today: string): FieldFault[] {
  const wanted = child(group, 'ReqdExctnDt');
  const day = (text(wanted, 'Dt') ?? text(wanted, 'DtTm') ?? '').slice(0, 10);
  return day > today
    ? [elementFault(wanted.element, wanted.path, 'is to come; files are paid on the day they are sent')]
    : [];
}

function transfersOf(group: Place, unfit: FieldFault[]): CreditTransfer[] {
  return children(group, 'CdtTrfTxInf').map((transfer) => {
    const amount = descend(transfer, 'Amt', 'InstdAmt') ?? transfer;
    const currency = amount.element.attributes.get('Ccy') ?? '';
    const amountMinor = minorOf(amount.element.text, currency);
    if (amountMinor === undefined || amountMinor < 1n || amountMinor > BigInt(amountMinorMax)) {
      unfit.push(elementFault(amount.element, amount.path, `is no amount that can be paid in ${currency}`));
    }
    return {
      paymentInformationId: required(group, 'PmtInfId'),
      instructionId: text(transfer, 'PmtId', 'InstrId'),
      endToEndId: required(transfer, 'PmtId', 'EndToEndId'),
      uetr: text(transfer, 'PmtId', 'UETR'),
      debtorName: text(group, 'Dbtr', 'Nm'),
      debtorAccountId: accountIdOf(required(group, 'DbtrAcct', 'Id', 'Othr', 'Id')),
      creditorName: text(transfer, 'Cdtr', 'Nm'),
      creditorAccountId: accountIdOf(required(transfer, 'CdtrAcct', 'Id', 'Othr', 'Id')),
      amountMinor: amountMinor ?? 0n,
      currency,
      purpose: text(transfer, 'Purp', 'Cd'),
      reference: text(transfer, 'RmtInf', 'Ustrd'),
    };
  });
}

/** The number and the sum that a group states must be those of its transfers: half a file is paid by nobody. */
function totalFaults(group: Place, transfers: readonly CreditTransfer[]): FieldFault[] {
  const stated = descend(group, 'NbOfTxs');
  const sum = descend(group, 'CtrlSum');
  const isShort = stated !== undefined && Number(stated.element.text) !== transfers.length;
  return [
    ...(isShort ? [elementFault(stated.element, stated.path, `the transfers are ${transfers.length}`)] : []),
    ...(sum !== undefined && !sumsTo(sum.element.text, transfers)
      ? [elementFault(sum.element, sum.path, 'is not the sum of the amounts')]
      : []),
  ];
}

/** The control sum adds amounts of whatever currency (ISO 20022, ControlSum). */
function sumsTo(stated: string, transfers: readonly CreditTransfer[]): boolean {
  const scale = 5;
  const scaled = (amountMinor: bigint, currency: string): bigint =>
    amountMinor * 10n ** BigInt(scale - (minorOf('1', currency) ?? 1n).toString().length + 1);
  const sum = transfers.reduce((total, each) => total + scaled(each.amountMinor, each.currency), 0n);
  const [whole = '', fraction = ''] = stated.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0')) === sum;
}

/** `0198…` without hyphens, as the message has it, to the id that it stands for. */
function accountIdOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function children({ element, path }: Place, name: string): Place[] {
  return pathsOf(element, path).flatMap(([each, at]) =>
    each.name === name ? [{ element: each, path: at }] : [],
  );
}

function descend(from: Place, ...names: string[]): Place | undefined {
  return names.reduce<Place | undefined>(
    (place, name) => (place === undefined ? undefined : children(place, name)[0]),
    from,
  );
}

function child(from: Place, name: string): Place {
  const found = descend(from, name);
  if (found === undefined) throw new Error(`the rules ask for ${name}`);
  return found;
}

function text(from: Place, ...names: string[]): string | null {
  return descend(from, ...names)?.element.text ?? null;
}

function required(from: Place, ...names: string[]): string {
  const found = text(from, ...names);
  if (found === null) throw new Error(`the rules ask for ${names.join('/')}`);
  return found;
}
