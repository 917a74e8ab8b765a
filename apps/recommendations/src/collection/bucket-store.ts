import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { newId } from '@paymo/platform';
import type { ObjectStore } from './object-store.js';

export interface BucketOptions {
  readonly bucket: string;
  /** What every key begins with; empty, or with a `/` at its end. */
  readonly prefix: string;
  /** Another store than AWS's, such as MinIO or Ceph. */
  readonly endpoint?: string;
  readonly region: string;
  /** Where objects that are read are kept for as long as the store is used. */
  readonly folder: string;
}

/** Keeps files in a bucket. Who we are is told by the environment or the machine's role, as in every client of AWS. */
export class BucketStore implements ObjectStore {
  private readonly client: S3Client;

  constructor(private readonly options: BucketOptions) {
    const { endpoint, region } = options;
    this.client = new S3Client({
      region,
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      // Stores other than AWS's need not know the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async list(prefix: string): Promise<string[]> {
    const { bucket: Bucket, prefix: ours } = this.options;
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client: this.client },
      { Bucket, Prefix: ours + prefix },
    ))
      for (const { Key } of Contents) if (Key !== undefined) keys.push(Key.slice(ours.length));
    return keys.sort();
  }

  async put(key: string, file: string): Promise<void> {
    const { size } = await stat(file);
    await this.client.send(
      new PutObjectCommand({ ...this.at(key), Body: createReadStream(file), ContentLength: size }),
    );
    await rm(file);
  }

  /** Objects are never changed under their key: one that was read is not read again. */
  async get(key: string): Promise<string> {
    const { folder } = this.options;
    const file = join(folder, key.replaceAll('/', '-'));
    if ((await stat(file).catch(() => undefined)) !== undefined) return file;
    await mkdir(folder, { recursive: true });
    const { Body } = await this.client.send(new GetObjectCommand(this.at(key)));
    if (!(Body instanceof Readable)) throw new Error(`${key} came without a body`);
    const part = join(folder, newId());
    await pipeline(Body, createWriteStream(part));
    await rename(part, file);
    return file;
  }

  async delete(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.at(key)));
  }

  private at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.options.bucket, Key: this.options.prefix + key };
  }
}
