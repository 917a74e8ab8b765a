import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { pythonEnvironment } from '../../tools/python-environment.js';
import { freePorts } from '../../tools/stack/processes.js';
import { eventually } from './bank.js';

/** Moto's server of S3, with what it needs to serve alone. */
const packages = ['moto[s3]==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.2'];

/** A server that speaks S3 as AWS does, with an empty bucket. */
export interface ObjectStoreServer {
  readonly bucket: string;
  readonly client: S3Client;
  /** What a service needs to keep its events there. */
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export async function openObjectStoreServer(): Promise<ObjectStoreServer> {
  const programs = pythonEnvironment({ name: 's3-server', wanted: packages.join('\n'), packages });
  const [port] = await freePorts(1);
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'paymo-s3-'));
  const log = createWriteStream(join(folder, 'log'));
  const server = spawn(join(programs, 'moto_server'), ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  const credentials = { accessKeyId: 'paymo-tests', secretAccessKey: 'of-no-value' };
  const region = 'eu-west-2';
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  const bucket = 'paymo-events';
  await eventually(
    'the bucket is made',
    () =>
      client.send(
        new CreateBucketCommand({
          Bucket: bucket,
          CreateBucketConfiguration: { LocationConstraint: region },
        }),
      ),
    60_000,
  ).catch((error: unknown) => {
    server.kill();
    throw error;
  });
  return {
    bucket,
    client,
    environment: {
      EVENTS_STORE: `s3://${bucket}/recommendations`,
      S3_ENDPOINT: endpoint,
      S3_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    close: async () => {
      client.destroy();
      server.kill();
      await rm(folder, { recursive: true });
    },
  };
}
