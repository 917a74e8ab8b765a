import { Loans1764000000001 } from './1-loans.js';
import { Access1764000000002 } from './2-access.js';

export const loansMigrations = [Loans1764000000001, Access1764000000002];
