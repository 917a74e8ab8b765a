import { type DynamicModule, Module } from '@nestjs/common';
import {
  accountOpened,
  applicationReviewed,
  informationGiven,
  informationRequested,
  ledgerTransferCompleted,
  ledgerTransferRequested,
  loanChanged,
  paymentDecided,
  paymentLabelled,
  paymentReviewed,
  paymentSettled,
  paymentSubmitted,
} from '@paymo/contracts';
import { ServiceModule } from '@paymo/messaging';
import { type ApiFacts, Cursors, Database, type Logger, type Metrics } from '@paymo/platform';
import { AccountOwners } from '@paymo/accounts';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsService, readOwners } from './accounts/accounts.service.js';
import { Payment } from './payments/payment.entity.js';
import { ConfirmationsController } from './authentication/confirmations.controller.js';
import { ConfirmationsService } from './authentication/confirmations.service.js';
import { DeviceKeysController } from './authentication/device-keys.controller.js';
import { DeviceKeysService } from './authentication/device-keys.service.js';
import { TrustedPayeesController } from './authentication/trusted-payees.controller.js';
import { TrustedPayeesService } from './authentication/trusted-payees.service.js';
import { AccountControlsController } from './controls/account-controls.controller.js';
import { AccountControlsService } from './controls/account-controls.service.js';
import { PaymentEvidence } from './evidence/payment-evidence.js';
import { MoneyLimits } from './limits/money-limits.js';
import { LookupLimits } from './lookups/lookup-limits.js';
import { PayeeChecksController } from './payees/payee-checks.controller.js';
import { PayeeChecksService } from './payees/payee-checks.service.js';
import { QuotesController } from './quotes/quotes.controller.js';
import { QuotesService } from './quotes/quotes.service.js';
import { PaymentExpansion } from './payments/payment-expansion.js';
import { PaymentGate } from './payments/payment-gate.js';
import { PaymentsConsumer } from './payments/payments.consumer.js';
import { PaymentsController } from './payments/payments.controller.js';
import { PaymentsReader } from './payments/payments.reader.js';
import { PaymentsService } from './payments/payments.service.js';
import { ErrorPagesController } from './errors/error-pages.controller.js';
import { EventFeed } from './events/event-feed.js';
import { EventsController } from './events/events.controller.js';
import { LoanEventsConsumer } from './events/loan-events.consumer.js';
import { ClaimEscalation } from './claims/claim-escalation.service.js';
import { ClaimsController } from './claims/claims.controller.js';
import { ClaimsService } from './claims/claims.service.js';
import { DecideClaimsService } from './claims/decide-claims.service.js';
import { HoldsReader } from './holds/holds.reader.js';
import { HoldsController } from './holds/holds.controller.js';
import { ContactsController } from './contacts/contacts.controller.js';
import { ContactsService } from './contacts/contacts.service.js';
import { DiscoveryController } from './contacts/discovery.controller.js';
import { DiscoveryService } from './contacts/discovery.service.js';
import { PayStandingOrders } from './standing-orders/pay-standing-orders.service.js';
import { StandingOrdersController } from './standing-orders/standing-orders.controller.js';
import { StandingOrdersJob } from './standing-orders/standing-orders-job.js';
import { StandingOrdersService } from './standing-orders/standing-orders.service.js';
import { HumanReviewsController } from './human-reviews/human-reviews.controller.js';
import { HumanReviewsService } from './human-reviews/human-reviews.service.js';
import { InformationConsumer } from './holds/information.consumer.js';
import { InformationController } from './holds/information.controller.js';
import { PaymentFilesService } from './iso20022/payment-files.service.js';
import { PaymentMessagesController } from './iso20022/payment-messages.controller.js';
import { TransferFactsReader } from './iso20022/transfer-facts.reader.js';
import { BlocksController } from './requests/blocks.controller.js';
import { ApplicationReviewsConsumer } from './news/application-reviews.consumer.js';
import { PaymentRequestsController } from './requests/payment-requests.controller.js';
import { PaymentRequestsService } from './requests/payment-requests.service.js';
import { RefundsController } from './refunds/refunds.controller.js';
import { RefundsService } from './refunds/refunds.service.js';
import { WebhookDispatcher } from './webhooks/webhook-dispatcher.js';
import { WebhookEndpointsController } from './webhooks/webhook-endpoints.controller.js';
import { WebhookEndpointsService } from './webhooks/webhook-endpoints.service.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { SandboxPayees } from './sandbox/sandbox-payees.service.js';
import { SecurityTextController } from './security/security-text.controller.js';
import { StatementsController } from './statements/statements.controller.js';
import { StatementsService } from './statements/statements.service.js';
import { type GatewaySettings, SETTINGS } from './settings.js';
import { TransfersConsumer } from './transfers/transfers.consumer.js';

/** Those that the gateway writes, and those that it reads: whoever comes first creates them. */
const topics = [
  accountOpened,
  paymentSubmitted,
  paymentSettled,
  paymentLabelled,
  paymentDecided,
  paymentReviewed,
  ledgerTransferRequested,
  ledgerTransferCompleted,
  loanChanged,
  applicationReviewed,
  informationRequested,
  informationGiven,
].map(({ topic }) => topic);

export const apiFacts: ApiFacts = { title: 'Paymo gateway' };

const controllers = [
  AccountsController,
  AccountControlsController,
  StatementsController,
  PayeeChecksController,
  QuotesController,
  PaymentsController,
  PaymentsConsumer,
  PaymentMessagesController,
  DeviceKeysController,
  TrustedPayeesController,
  ConfirmationsController,
  HoldsController,
  InformationController,
  InformationConsumer,
  RefundsController,
  ClaimsController,
  HumanReviewsController,
  ContactsController,
  DiscoveryController,
  StandingOrdersController,
  EventsController,
  LoanEventsConsumer,
  ApplicationReviewsConsumer,
  TransfersConsumer,
  WebhookEndpointsController,
  PaymentRequestsController,
  BlocksController,
  ErrorPagesController,
  SecurityTextController,
];

const providers = [
  {
    provide: AccountOwners,
    useFactory: (database: Database) => new AccountOwners(database, readOwners),
    inject: [Database],
  },
  AccountsService,
  AccountControlsService,
  StatementsService,
  LookupLimits,
  MoneyLimits,
  PayeeChecksService,
  QuotesService,
  PaymentEvidence,
  Cursors,
  PaymentsReader,
  PaymentGate,
  PaymentExpansion,
  HoldsReader,
  SandboxPayees,
  PaymentsService,
  PaymentFilesService,
  TransferFactsReader,
  DeviceKeysService,
  TrustedPayeesService,
  ConfirmationsService,
  RefundsService,
  ClaimsService,
  HumanReviewsService,
  ContactsService,
  DiscoveryService,
  StandingOrdersService,
  PayStandingOrders,
  StandingOrdersJob,
  DecideClaimsService,
  ClaimEscalation,
  EventFeed,
  PaymentRequestsService,
  WebhookEndpointsService,
  WebhookDispatcher,
  WebhookSender,
];

@Module({})
export class GatewayModule {
  static forRoot(settings: GatewaySettings, logger: Logger, metrics: Metrics): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        ServiceModule.forRoot({
          service: 'gateway',
          settings,
          logger,
          metrics,
          produces: topics,
          entities: [Payment],
        }),
      ],
      controllers,
      providers: [{ provide: SETTINGS, useValue: settings }, ...providers],
    };
  }
}
