import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { learntSteps, sharedSteps, shardSteps } from './batch-engine.js';
import { type BatchSettings, settingsRow } from './batch-settings.js';

/** Names what makes lists: the moment up to which it has learnt, and a hash of the portable SQL and its numbers. */
export async function modelVersion(sqlFolder: string, settings: BatchSettings): Promise<string> {
  const hash = createHash('sha256').update(settingsRow({ ...settings, asOfMs: 0, learntUntilMs: 0 }, 0));
  for (const step of [...learntSteps, ...sharedSteps, ...shardSteps])
    hash.update(await readFile(join(sqlFolder, `${step}.sql`)));
  return `${new Date(settings.learntUntilMs).toISOString()}-${hash.digest('hex').slice(0, 12)}`;
}
