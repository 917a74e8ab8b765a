import { Payments1764000000001 } from './1-payments.js';
import { Transfers1764000000010 } from './10-transfers.js';

export const gatewayMigrations = [Payments1764000000001, Transfers1764000000010];
