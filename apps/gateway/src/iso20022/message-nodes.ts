import { node, type XmlNode } from './xml-writer.js';

const bankName = 'Paymo';

/** An id of ours within the 34 and 35 characters of messages: without prefix and hyphens. */
export function idOf(id: string): string {
  return id.replaceAll('-', '');
}

/** @param party up to 140 characters, as names here have */
export function partyNode(name: string, party: string): XmlNode {
  return node(name, [node('Nm', party)]);
}

export function accountNode(name: string, accountId: string): XmlNode {
  return node(name, [identification(accountId)]);
}

/** By its own scheme, since no account here has an IBAN. */
export function identification(accountId: string): XmlNode {
  return node('Id', [node('Othr', [node('Id', idOf(accountId)), node('SchmeNm', [node('Prtry', 'PAYMO')])])]);
}

export function bankNode(name: string): XmlNode {
  return node(name, [node('FinInstnId', [node('Nm', bankName)])]);
}
