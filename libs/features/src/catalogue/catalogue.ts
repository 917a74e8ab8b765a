import { addressFeatures, deviceFeatures } from './origin-features.js';
import type { Feature } from './feature.js';
import { pairFeatures } from './pair-features.js';
import { payeeFeatures } from './payee-features.js';
import { payerFeatures } from './payer-features.js';
import { paymentFeatures } from './payment-features.js';

/**
 * Goes up when a feature is added or changes its meaning, and is then the version of that feature. A model names the
 * catalogue that it was trained on, and runs as long as all its features still have the meaning they had there.
 */
export const catalogueVersion = 2;

/** The feature catalogue, in the order of the vector. */
export const catalogue: readonly Feature[] = [
  ...paymentFeatures,
  ...payerFeatures,
  ...pairFeatures,
  ...payeeFeatures,
  ...deviceFeatures,
  ...addressFeatures,
];

export const featureNames: readonly string[] = catalogue.map(({ name }) => name);

/** What a model must know of the catalogue. */
export const catalogueFeatures = {
  version: catalogueVersion,
  names: featureNames,
  versions: catalogue.map(({ version }) => version),
};
