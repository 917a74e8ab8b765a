import { join } from 'node:path';
import type { RecommendationsSettings } from '../settings.js';
import { FolderStore } from './folder-store.js';
import type { ObjectStore } from './object-store.js';

/**
 * Where the settings keep the events.
 *
 * @param folder of what a run reads from a bucket
 */
export async function eventsPlace(settings: RecommendationsSettings, folder: string): Promise<ObjectStore> {
  const { EVENTS_STORE, S3_ENDPOINT, S3_REGION: region } = settings;
  if (EVENTS_STORE === undefined) return new FolderStore(join(settings.EVENTS_DIR, 'events'));
  const { host, pathname } = new URL(EVENTS_STORE);
  const path = pathname.replace(/^\/|\/$/g, '');
  // The client takes a while to load, and most banks keep their events in a folder.
  const { BucketStore } = await import('./bucket-store.js');
  return new BucketStore({
    bucket: host,
    prefix: path === '' ? '' : `${path}/`,
    ...(S3_ENDPOINT !== undefined && { endpoint: S3_ENDPOINT }),
    region,
    folder: join(folder, 'objects'),
  });
}
