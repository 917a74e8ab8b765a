export { catalogue, catalogueVersion, featureNames } from './catalogue.js';
export { type AccountState, pairKey, type PairState } from './entity-state.js';
export { emptyStates, type EntityStates, observe } from './feature-memory.js';
export {
  type AccountKind,
  type PartyFacts,
  type PaymentFacts,
  type PaymentType,
  paymentTypes,
} from './payment-facts.js';
