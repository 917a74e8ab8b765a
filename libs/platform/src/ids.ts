import { uuidv7obj } from 'uuidv7';
import { z } from 'zod';

/** Ids are UUIDv7; at the API they carry a prefix that says what they name. */
export type IdPrefix =
  | 'pay'
  | 'acc'
  | 'case'
  | 'file'
  | 'view'
  | 'evt'
  | 'app'
  | 'off'
  | 'loan'
  | 'rev'
  | 'ltr'
  | 'whe'
  | 'msg'
  | 'req'
  | 'blk'
  | 'ent'
  | 'chk'
  | 'quo'
  | 'ack'
  | 'dvk'
  | 'chl'
  | 'clm'
  | 'con'
  | 'hrv'
  | 'sto';

export function newId(): string {
  return uuidv7obj().toString();
}

export function publicId(prefix: IdPrefix, id: string): string {
  return `${prefix}_${id}`;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** The public form of an id (`acc_0198…`), as answers have it. */
export function publicIdTextSchema(prefix: IdPrefix): z.ZodString {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_${uuid}$`), `must be an id that begins with ${prefix}_`)
    .meta({ examples: [`${prefix}_0198f5a2-7c1e-7b30-9d42-6f0a1c2b3d4e`] });
}

/** Takes the public form (`acc_0198…`) and gives the bare UUID. */
export function publicIdSchema(prefix: IdPrefix): z.ZodType<string> {
  return publicIdTextSchema(prefix).transform((text) => text.slice(prefix.length + 1));
}
