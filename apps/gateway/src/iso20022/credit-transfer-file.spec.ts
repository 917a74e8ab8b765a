import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FieldFault, PaymoError } from '@paymo/platform';
import { creditTransferExample as example } from './credit-transfer-example.js';
import { readCreditTransfers } from './credit-transfer-file.js';
import { minorOf } from './decimal-amount.js';
import { uetrOf } from './uetr.js';
import { node, writeXml } from './xml-writer.js';
import { readXml } from './xml-reader.js';

const today = '2026-11-25';

function faultsOf(xml: string): readonly FieldFault[] {
  try {
    readCreditTransfers(xml, today);
  } catch (error) {
    if (error instanceof PaymoError && error.code === 'payment_file.faulty') return error.facts.errors ?? [];
    throw error;
  }
  return [];
}

const message = '/Document/CstmrCdtTrfInitn';
const transfer = `${message}/PmtInf/CdtTrfTxInf`;

describe('a pain.001.001.09', () => {
  it('is read as the transfers that it asks for', () => {
    expect(readCreditTransfers(example, today)).toEqual({
      messageId: 'RENT-2026-11',
      transfers: [
        {
          paymentInformationId: 'RENT-1',
          instructionId: '1',
          endToEndId: 'RENT-NOVEMBER',
          uetr: '5f0c7a52-6b1e-4a1b-9d0a-0f8f4c1d2e3b',
          debtorName: 'Ada',
          debtorAccountId: '0198f5a2-7c1e-7b30-9d42-6f0a1c2b3d4e',
          creditorName: 'Ben',
          creditorAccountId: '0198f5a2-7c1e-7b30-9d42-6f0a1c2b3d4f',
          amountMinor: 1250n,
          currency: 'GBP',
          purpose: 'RENT',
          reference: 'November',
        },
      ],
    });
  });

  it.each([
    [
      'an end-to-end id of 36 characters',
      'RENT-NOVEMBER',
      'x'.repeat(36),
      `${transfer}/PmtId/EndToEndId`,
      21,
    ],
    ['a UETR of another version', '-4a1b-', '-7a1b-', `${transfer}/PmtId/UETR`, 22],
    ['six digits of a fraction', '>12.50</Inst', '>12.500001</Inst', `${transfer}/Amt/InstdAmt`, 24],
    ['a fraction that the currency has not', '>12.50</Inst', '>12.501</Inst', `${transfer}/Amt/InstdAmt`, 24],
    ['nothing to pay', '>12.50</Inst', '>0</Inst', `${transfer}/Amt/InstdAmt`, 24],
    ['no currency', ' Ccy="GBP"', '', `${transfer}/Amt/InstdAmt/@Ccy`, 24],
    [
      'an amount in exchange',
      'InstdAmt Ccy="GBP">12.50</InstdAmt',
      'EqvtAmt></EqvtAmt',
      `${transfer}/Amt/EqvtAmt`,
      24,
    ],
    ['a cheque', '<PmtMtd>TRF', '<PmtMtd>CHK', `${message}/PmtInf/PmtMtd`, 13],
    [
      'an IBAN',
      '<Othr><Id>0198f5a27c1e7b309d426f0a1c2b3d4f</Id></Othr>',
      '<IBAN>GB1</IBAN>',
      `${transfer}/CdtrAcct/Id/IBAN`,
      26,
    ],
    ['a later day', '<Dt>2026-11-25', '<Dt>2026-11-26', `${message}/PmtInf/ReqdExctnDt`, 14],
    ['another number of transfers', '<NbOfTxs>1', '<NbOfTxs>2', `${message}/GrpHdr/NbOfTxs`, 7],
    ['another sum', '<CtrlSum>12.50', '<CtrlSum>12.51', `${message}/GrpHdr/CtrlSum`, 8],
    ['a card number', 'November<', '4111 1111 1111 1111<', `${transfer}/RmtInf/Ustrd`, 28],
    ['an unknown element', '<InstrId>1</InstrId>', '<Other>1</Other>', `${transfer}/PmtId/Other`, 20],
    ['a missing element', '<EndToEndId>RENT-NOVEMBER</EndToEndId>', '', `${transfer}/PmtId`, 19],
    ['text between elements', '<GrpHdr>', '<GrpHdr>text', '/', 10],
    ['another version', 'pain.001.001.09', 'pain.001.001.03', '/Document', 2],
  ])('with %s is refused, with the element and its line', (_, old, by, pointer, line) => {
    const fault = faultsOf(example.replace(old, by)).find((each) => each.pointer === pointer);
    expect(fault?.detail).toMatch(new RegExp(`^line ${line}: `));
  });

  it('with elements in another order is refused', () => {
    const [id = '', uetr = ''] = [/<EndToEndId>.*<\/EndToEndId>/, /<UETR>.*<\/UETR>/].map(
      (pattern) => pattern.exec(example)?.[0] ?? '',
    );
    const turned = example.replace(id, 'HERE').replace(uetr, id).replace('HERE', uetr);
    expect(faultsOf(turned).map(({ detail }) => detail)).toEqual(['line 22: must come before UETR']);
  });

  it('adds up exactly, whatever the fractions', () => {
    const sums = example.replace('>12.50</Ctrl', '>12.5</Ctrl').replace('>12.50</Inst', '>12.50000</Inst');
    expect(readCreditTransfers(sums, today).transfers[0]?.amountMinor).toBe(1250n);
  });

  it.each([
    ['a document type', '<!DOCTYPE Document>'],
    ['entities of its own', '<!DOCTYPE d [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'],
    ['an external entity', '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['a processing instruction', '<?xml-stylesheet href="http://localhost/"?>'],
  ])('with %s is refused before anything of it is looked at', (_, prolog) => {
    const [fault] = faultsOf(example.replace('<Document', `${prolog}\n<Document`).replace('November', '&x;'));
    expect(fault?.detail).toMatch(/^line \d+: a (document type|processing instruction) is not taken$/);
  });

  it.each([
    ['nests without end', '<a>'.repeat(100_000)],
    ['has elements without end', `<a>${'<b/>'.repeat(100_000)}</a>`],
    ['is no XML', 'not xml'],
    ['is cut off', example.slice(0, 900)],
    ['names an entity that does not exist', example.replace('November', '&x;')],
    ['is in another encoding', example.replace('UTF-8', 'UTF-16')],
  ])('that %s is refused', (_, xml) => {
    expect(faultsOf(xml)).toHaveLength(1);
  });

  it('is read or refused by its faults, whatever is changed in it', () => {
    const change = fc.tuple(
      fc.nat(example.length),
      fc.nat(12),
      fc.oneof(fc.string(), fc.constantFrom('<', '</', '&#', '>')),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        const changed = changes.reduce(
          (text, [at, length, by]) => text.slice(0, at) + by + text.slice(at + length),
          example,
        );
        faultsOf(changed);
      }),
    );
  });
});

describe('what messages are made of', () => {
  it('amounts are exact in each currency', () => {
    expect([
      minorOf('12.5', 'GBP'),
      minorOf('12', 'JPY'),
      minorOf('12.5', 'JPY'),
      minorOf('1.234', 'KWD'),
    ]).toEqual([1250n, 12n, undefined, 1234n]);
  });

  it('a UETR is a UUID of version 4, and always the same', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(uetrOf(id)).toMatch(/^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/);
        expect(uetrOf(id)).toBe(uetrOf(id));
      }),
    );
  });

  it('every text that is written is well formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5 }), (text) => {
        readXml(writeXml(node('a', [node('b', text, { c: text })])));
      }),
    );
    const [written] = readXml(writeXml(node('a', [node('b', `<&>"'`)]))).children;
    expect(written?.text).toBe(`<&>"'`);
  });
});
