import { Payments1764000000001 } from './1-payments.js';
import { Owners1764000000002 } from './2-owners.js';
import { HoldsAndRefunds1764000000003 } from './3-holds-and-refunds.js';
import { Events1764000000004 } from './4-events.js';
import { Audit1764000000005 } from './5-audit.js';
import { Transfers1764000000010 } from './10-transfers.js';
import { Webhooks1764000000020 } from './20-webhooks.js';
import { PaymentRequests1764000000021 } from './21-payment-requests.js';
import { LoanEvents1764000000030 } from './30-loan-events.js';
import { AccountControls1764000000040 } from './40-account-controls.js';
import { Statements1764000000041 } from './41-statements.js';
import { Cursors1764000000042 } from './42-cursors.js';
import { PayeeChecks1764000000043 } from './43-payee-checks.js';
import { Quotes1764000000044 } from './44-quotes.js';
import { StrongAuthentication1764000000050 } from './50-strong-authentication.js';
import { FraudClaims1764000000060 } from './60-fraud-claims.js';
import { HumanReviews1764000000061 } from './61-human-reviews.js';
import { Contacts1764000000062 } from './62-contacts.js';
import { Information1764000000070 } from './70-information.js';
import { StandingOrders1764000000080 } from './80-standing-orders.js';
import { ToldNews1764000000090 } from './90-told-news.js';
import { PaymentMessages1764000000091 } from './91-payment-messages.js';
import { TrustedPayees1764000000092 } from './92-trusted-payees.js';

export const gatewayMigrations = [
  Payments1764000000001,
  Owners1764000000002,
  HoldsAndRefunds1764000000003,
  Events1764000000004,
  Audit1764000000005,
  Transfers1764000000010,
  Webhooks1764000000020,
  PaymentRequests1764000000021,
  LoanEvents1764000000030,
  AccountControls1764000000040,
  Statements1764000000041,
  Cursors1764000000042,
  PayeeChecks1764000000043,
  Quotes1764000000044,
  StrongAuthentication1764000000050,
  FraudClaims1764000000060,
  HumanReviews1764000000061,
  Contacts1764000000062,
  Information1764000000070,
  StandingOrders1764000000080,
  ToldNews1764000000090,
  PaymentMessages1764000000091,
  TrustedPayees1764000000092,
];
