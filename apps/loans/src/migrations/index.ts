import { Loans1764000000001 } from './1-loans.js';
import { Access1764000000002 } from './2-access.js';
import { OldestDue1764000000003 } from './3-oldest-due.js';
import { ShadowModel1764000000004 } from './4-shadow-model.js';
import { ProtectedData1764000000005 } from './5-protected-data.js';
import { CreditModels1764000000006 } from './6-credit-models.js';
import { OffersByAccount1764000000007 } from './7-offers-by-account.js';
import { VulnerableCustomers1764000000008 } from './8-vulnerable-customers.js';

export const loansMigrations = [
  Loans1764000000001,
  Access1764000000002,
  OldestDue1764000000003,
  ShadowModel1764000000004,
  ProtectedData1764000000005,
  CreditModels1764000000006,
  OffersByAccount1764000000007,
  VulnerableCustomers1764000000008,
];
