import { Payments1764000000001 } from './1-payments.js';
import { Owners1764000000002 } from './2-owners.js';

export const gatewayMigrations = [Payments1764000000001, Owners1764000000002];
