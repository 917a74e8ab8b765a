export { catalogue, catalogueFeatures, catalogueVersion, featureNames } from './catalogue/catalogue.js';
export { type EntityState, type StateKeys, stateKeys } from './entity-state.js';
export { emptyStates, type EntityStates, learn, observe } from './feature-memory.js';
export { sentenceOf, valueIn } from './sentences.js';
export { type AccountKind, type PaymentFacts, type PaymentType } from './payment-facts.js';
