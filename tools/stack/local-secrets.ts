/** Fit for a local stack and for tests only. */
export const localDiscoveryKey = 'a key for phone numbers of a local stack';
