import { Injectable } from '@nestjs/common';
import { type Caller, Database, PaymoError, publicId } from '@paymo/platform';
import { DeviceKeysService } from './device-keys.service.js';
import { signerOf } from './device-signature.js';
import * as sql from './trusted-payee-statements.js';

const trustedMax = 100;
const signatureMsMax = 300_000;

/** What a customer signs to trust a payee: a signature counts for five minutes, and once. */
function trustPayload(accountId: string, signedAt: string): string {
  return `Trust ${publicId('acc', accountId)} from ${signedAt}`;
}

/**
 * Payees whose payments need no signature, because the customer has signed for them once (Delegated Regulation (EU)
 * 2018/389, article 13).
 */
@Injectable()
export class TrustedPayeesService {
  constructor(
    private readonly database: Database,
    private readonly keys: DeviceKeysService,
  ) {}

  /**
   * @param signedAt RFC 3339
   * @throws PaymoError `payment.signature_refused` when the signature is not the caller's, not of now, or was used
   */
  async trust(
    { subject }: Caller,
    accountId: string,
    { signedAt, signature }: { readonly signedAt: string; readonly signature: string },
  ): Promise<sql.TrustedPayeeRow> {
    const isOfNow = Math.abs(Date.now() - Date.parse(signedAt)) <= signatureMsMax;
    const keys = await this.keys.keysOf(subject);
    const key = await signerOf(keys, signature, trustPayload(accountId, signedAt));
    if (key === undefined || !isOfNow) {
      throw refused('The signature is by no key of yours, over another text, or older than five minutes.');
    }
    const values = [subject, accountId, new Date(signedAt), key.id, trustedMax];
    const [row] = await this.database.query<sql.TrustedPayeeRow>(sql.trustPayee, values);
    if (row !== undefined) return row;
    throw refused(`The signature was used before, or you trust ${trustedMax} payees already.`);
  }

  list({ subject }: Caller): Promise<sql.TrustedPayeeRow[]> {
    return this.database.query<sql.TrustedPayeeRow>(sql.listTrustedPayees, [subject]);
  }

  /** @throws PaymoError `trusted_payee.not_found` */
  async distrust({ subject }: Caller, accountId: string): Promise<void> {
    const rows = await this.database.query(sql.distrustPayee, [subject, accountId]);
    if (rows.length > 0) return;
    throw new PaymoError('trusted_payee.not_found', `You do not trust ${publicId('acc', accountId)}.`);
  }
}

function refused(detail: string): PaymoError {
  return new PaymoError('payment.signature_refused', detail);
}
