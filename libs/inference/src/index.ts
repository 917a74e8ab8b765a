export { FraudModel } from './fraud-model.js';
