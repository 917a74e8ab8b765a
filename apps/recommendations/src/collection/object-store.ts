/** Where files are kept: a local folder, or a bucket of an S3-compatible store. Keys are paths with `/`. */
export interface ObjectStore {
  /** @returns the keys that begin with the prefix, in order */
  readonly list: (prefix: string) => Promise<string[]>;
  /** Takes a local file away, and keeps it under the key: whole, or not at all. */
  readonly put: (key: string, file: string) => Promise<void>;
  /** @returns a local file with the object's content, which must not be changed */
  readonly get: (key: string) => Promise<string>;
  readonly delete: (key: string) => Promise<void>;
}
