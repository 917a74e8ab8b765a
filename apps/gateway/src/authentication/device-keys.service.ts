import assert from 'node:assert';
import { Injectable } from '@nestjs/common';
import {
  type Caller,
  Database,
  newId,
  PaymoError,
  publicId,
  reaches,
  type Transaction,
} from '@paymo/platform';
import { fieldError } from '../payments/refusals.js';
import * as sql from './device-key-statements.js';
import { algorithmOf, isOnCurve, type PublicKey, signerOf, thumbprintOf } from './device-signature.js';

const keysMax = 10;

/** A key that somebody wants to sign payments with. */
export interface Registration {
  /** The customer; the caller when absent. */
  readonly owner: string | undefined;
  readonly name: string;
  readonly publicKey: PublicKey;
  /** Compact JWS over the new key's thumbprint by a registered key. */
  readonly approval: string | null;
}

/** Keeps the keys of customers' devices. */
@Injectable()
export class DeviceKeysService {
  constructor(private readonly database: Database) {}

  /**
   * Registers a key. The first one counts as it comes; each later one is approved by one that counts, or brought by the
   * bank, which has seen who asks: else a stolen token would be enough to sign with.
   *
   * @throws PaymoError when the key is none, is known already, or is not approved
   */
  async register(
    caller: Caller,
    { owner, name, publicKey, approval }: Registration,
  ): Promise<sql.DeviceKeyRow> {
    const customer = ownerOf(caller, owner);
    if (!isOnCurve(publicKey)) throw fieldError('request.invalid', '/publicKey', 'is no point of its curve');
    const thumbprint = await thumbprintOf(publicKey);
    return this.database.transaction(async (transaction) => {
      transaction.write(sql.enrolPayer, [customer]);
      const [[state], keys] = await Promise.all([
        transaction.query<sql.EnrolmentRow>(sql.lockEnrolment, [customer]),
        this.keysOf(customer, transaction),
      ]);
      assert(state, 'the row was just made');
      if (state.key_count >= keysMax) throw tooMany();
      const approver = approval === null ? null : await signerOf(keys, approval, thumbprint);
      const isFree = state.registrations === 0 || caller.reach === 'any';
      if (approver === undefined || (approver === null && !isFree)) throw unapproved(thumbprint);
      const [row] = await transaction.query<sql.DeviceKeyRow>(sql.insertDeviceKey, [
        ...[newId(), customer, name, algorithmOf(publicKey), JSON.stringify(publicKey), thumbprint],
        approver?.id ?? null,
      ]);
      if (row === undefined) throw known();
      transaction.write(sql.countKeys, [customer, 1]);
      return row;
    });
  }

  /** Keys that count, the oldest first. */
  list(caller: Caller): Promise<sql.DeviceKeyRow[]> {
    return this.database.query<sql.DeviceKeyRow>(sql.listDeviceKeys, [caller.subject]);
  }

  /** @throws PaymoError when the caller has no such key */
  async revoke(caller: Caller, id: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const [found] = await transaction.query<{ owner: string }>(sql.ownerOfDeviceKey, [id]);
      if (found === undefined || !reaches(caller, found.owner)) throw unknownKey(id);
      await transaction.query(sql.lockEnrolment, [found.owner]);
      const revoked = await transaction.query(sql.revokeDeviceKey, [id]);
      if (revoked.length === 0) throw unknownKey(id);
      transaction.write(sql.countKeys, [found.owner, -1]);
    });
  }

  /** The keys that count for a customer, as signatures name them. */
  async keysOf(owner: string, source: Pick<Transaction, 'query'> = this.database) {
    const rows = await source.query<sql.DeviceKeyRow>(sql.listDeviceKeys, [owner]);
    return rows.map(({ id, public_key }) => ({ id, keyId: publicId('dvk', id), publicKey: public_key }));
  }
}

function ownerOf(caller: Caller, owner: string | undefined): string {
  if (caller.reach === 'any') {
    if (owner !== undefined) return owner;
    throw fieldError('request.invalid', '/owner', 'must name the customer');
  }
  if (owner === undefined || owner === caller.subject) return caller.subject;
  throw new PaymoError('auth.right_missing', 'Customers register keys for themselves alone.');
}

function unapproved(thumbprint: string): PaymoError {
  const detail = `Sign the thumbprint ${thumbprint} with a registered key, and send it as approval.`;
  return new PaymoError('auth.device_key_unapproved', detail, { members: { thumbprint } });
}

function known(): PaymoError {
  return new PaymoError('conflict.device_key_exists', 'This key is, or was, registered; make another.');
}

function tooMany(): PaymoError {
  return new PaymoError('conflict.too_many_device_keys', `A person may have ${keysMax}; revoke one first.`);
}

function unknownKey(id: string): PaymoError {
  return new PaymoError('device_key.not_found', `${publicId('dvk', id)} does not exist.`);
}
