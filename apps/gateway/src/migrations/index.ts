import { Payments1764000000001 } from './1-payments.js';

export const gatewayMigrations = [Payments1764000000001];
