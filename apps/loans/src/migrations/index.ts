import { Loans1764000000001 } from './1-loans.js';

export const loansMigrations = [Loans1764000000001];
