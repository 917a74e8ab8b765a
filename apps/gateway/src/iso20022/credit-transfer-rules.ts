import { z } from 'zod';
import { currencySchema } from '@paymo/contracts';
import { plainTextSchema } from '@paymo/platform';
import { choice, leaf, one, optional, sequence, several } from './message-rules.js';

/** The namespace of the one version that is taken: CustomerCreditTransferInitiationV09. */
export const pain001Namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';
export const transactionsMax = 200;

const matching = (pattern: RegExp, detail: string): z.ZodType<string> => z.string().regex(pattern, detail);
const text = (lengthMax: number): ReturnType<typeof leaf> => leaf(plainTextSchema(lengthMax));
/** Identifiers of messages, which come back in messages: the schema's Max35Text, in what other banks carry too. */
const id35 = leaf(
  matching(
    /^[\w/?:().,'+ -]{1,35}$/,
    "must be 1 to 35 characters of A-Z a-z 0-9 / - ? : ( ) . , ' + _ and space",
  ),
);
const amountPattern = /^(?=[\d.]{1,19}$)\d{1,18}(\.\d{1,5})?$/;
const amount = matching(amountPattern, 'must be a decimal number of up to 18 digits, 5 of them a fraction');
const dateTime = leaf(
  matching(/^-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/, 'must be a date and time'),
);
const date = leaf(z.iso.date('must be a date'));

const party = sequence({
  Nm: optional(text(140)),
  PstlAdr: optional('ignored'),
  Id: optional('ignored'),
  CtryOfRes: optional('ignored'),
  CtctDtls: optional('ignored'),
});

/** An account of ours is named by its id, without prefix and hyphens: 32 of the 34 characters that there are. */
const account = sequence({
  Id: one(
    choice({
      IBAN: optional('refused'),
      Othr: optional(
        sequence({
          Id: one(leaf(matching(/^[0-9a-f]{32}$/, 'must be the id of an account, without acc_ and hyphens'))),
          SchmeNm: optional('ignored'),
          Issr: optional('ignored'),
        }),
      ),
    }),
  ),
  Tp: optional('ignored'),
  Ccy: optional(leaf(currencySchema)),
  Nm: optional('ignored'),
  Prxy: optional('refused'),
});

const groupHeader = sequence({
  MsgId: one(id35),
  CreDtTm: one(dateTime),
  Authstn: { min: 0, max: 2, content: 'ignored' },
  NbOfTxs: one(leaf(matching(/^\d{1,15}$/, 'must be a number of up to 15 digits'))),
  CtrlSum: optional(leaf(amount)),
  InitgPty: one(party),
  FwdgAgt: optional('ignored'),
});

const transaction = sequence({
  PmtId: one(
    sequence({
      InstrId: optional(id35),
      EndToEndId: one(id35),
      UETR: optional(
        leaf(
          matching(
            /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/,
            'must be a UUID of version 4 in small letters',
          ),
        ),
      ),
    }),
  ),
  PmtTpInf: optional('ignored'),
  Amt: one(
    choice({ InstdAmt: optional(leaf(amount, { Ccy: currencySchema })), EqvtAmt: optional('refused') }),
  ),
  XchgRateInf: optional('refused'),
  ChrgBr: optional('ignored'),
  ChqInstr: optional('refused'),
  UltmtDbtr: optional('ignored'),
  IntrmyAgt1: optional('refused'),
  IntrmyAgt1Acct: optional('refused'),
  IntrmyAgt2: optional('refused'),
  IntrmyAgt2Acct: optional('refused'),
  IntrmyAgt3: optional('refused'),
  IntrmyAgt3Acct: optional('refused'),
  CdtrAgt: optional('ignored'),
  CdtrAgtAcct: optional('refused'),
  Cdtr: one(party),
  CdtrAcct: one(account),
  UltmtCdtr: optional('ignored'),
  InstrForCdtrAgt: several('refused'),
  InstrForDbtrAgt: optional('refused'),
  Purp: optional(
    choice({
      Cd: optional(leaf(matching(/^[A-Z0-9]{1,4}$/, 'must be a code of up to 4 characters'))),
      Prtry: optional('ignored'),
    }),
  ),
  RgltryRptg: { min: 0, max: 10, content: 'ignored' },
  Tax: optional('ignored'),
  RltdRmtInf: { min: 0, max: 10, content: 'ignored' },
  RmtInf: optional(sequence({ Ustrd: optional(text(140)), Strd: several('refused') })),
  SplmtryData: several('refused'),
});

const paymentInformation = sequence({
  PmtInfId: one(id35),
  PmtMtd: one(leaf(matching(/^TRF$/, 'must be TRF: only transfers are served'))),
  BtchBookg: optional('ignored'),
  NbOfTxs: optional(leaf(matching(/^\d{1,15}$/, 'must be a number of up to 15 digits'))),
  CtrlSum: optional(leaf(amount)),
  PmtTpInf: optional('ignored'),
  ReqdExctnDt: one(choice({ Dt: optional(date), DtTm: optional(dateTime) })),
  PoolgAdjstmntDt: optional('ignored'),
  Dbtr: one(party),
  DbtrAcct: one(account),
  DbtrAgt: one('ignored'),
  DbtrAgtAcct: optional('ignored'),
  InstrForDbtrAgt: optional('refused'),
  UltmtDbtr: optional('ignored'),
  ChrgBr: optional('ignored'),
  ChrgsAcct: optional('ignored'),
  ChrgsAcctAgt: optional('ignored'),
  CdtTrfTxInf: several(transaction, 1),
});

/**
 * What is taken of pain.001.001.09: its elements in their order, with their numbers, lengths, patterns and choices,
 * and what the bank does with each. Where the schema leaves room that no payment here can use, less is taken.
 */
export const creditTransferRules = sequence({
  CstmrCdtTrfInitn: one(
    sequence({
      GrpHdr: one(groupHeader),
      PmtInf: several(paymentInformation, 1),
      SplmtryData: several('refused'),
    }),
  ),
});
