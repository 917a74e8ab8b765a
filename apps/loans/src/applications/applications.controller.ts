import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  Answers,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  publicIdSchema,
  TakesIdempotencyKey,
} from '@paymo/platform';
import { keyedRequest } from '../idempotency.js';
import { LoanAccessGuard } from '../loan-access.guard.js';
import { requestTime } from '../request-time.js';
import { sendAnswer } from '../send-answer.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import {
  type ApplicationRequest,
  applicationRequestSchema,
  type QuoteRequest,
  quoteRequestSchema,
} from './application-request.js';
import {
  applicationSchema,
  type ApplicationView,
  eligibilitySchema,
  type EligibilityView,
} from './application-view.js';
import { ApplicationsService } from './applications.service.js';
import { quoteSchema, type QuoteView } from './offer-view.js';

@ApiTags('applications')
@Controller('v1')
@UseGuards(LoanAccessGuard)
export class ApplicationsController {
  constructor(
    private readonly applications: ApplicationsService,
    @Inject(SETTINGS) private readonly settings: LoansSettings,
  ) {}

  @Needs('loans.apply')
  @Post('loan-quotes')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a loan would cost; nothing is looked up or kept' })
  @Answers(200, 'The price in each band', quoteSchema)
  @Fails('loan.outside_product')
  quote(
    @Headers('paymo-event-time') eventTime: string | undefined,
    @Body({ schema: quoteRequestSchema }) body: QuoteRequest,
  ): QuoteView {
    return this.applications.quote(body, requestTime(eventTime, this.settings.SANDBOX));
  }

  @Needs('loans.apply')
  @Post('loan-eligibility')
  @HttpCode(200)
  @ApiOperation({ summary: 'What would be decided now; a soft check that leaves no mark' })
  @Answers(200, 'What would be decided now', eligibilitySchema)
  @Fails('account.unknown', 'loan.outside_product', 'loan.under_age')
  check(
    @Headers('paymo-event-time') eventTime: string | undefined,
    @Body({ schema: applicationRequestSchema }) body: ApplicationRequest,
  ): Promise<EligibilityView> {
    return this.applications.check(body, requestTime(eventTime, this.settings.SANDBOX));
  }

  @Needs('loans.apply')
  @Post('loan-applications')
  @ApiOperation({ summary: 'Ask for a loan; answers with the decision, its reasons and the offer' })
  @TakesIdempotencyKey()
  @Answers(201, 'The application, as it was decided', applicationSchema)
  @Fails('account.unknown', 'loan.outside_product', 'loan.under_age', 'conflict.application_exists')
  @Fails('conflict.idempotency_key_reused')
  async apply(
    @FromCaller() caller: Caller,
    @Headers() headers: Record<string, string | undefined>,
    @Body({ schema: applicationRequestSchema }) body: ApplicationRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // The birth date stays out of all that is kept, a hash of it too.
    const asked = Object.entries(body).filter(([name]) => name !== 'birthDate');
    const key = keyedRequest(caller, headers['idempotency-key'], ['application', asked]);
    const at = requestTime(headers['paymo-event-time'], this.settings.SANDBOX);
    sendAnswer(reply, await this.applications.apply(body, key, at));
  }

  @Needs('loans.read')
  @Get('loan-applications/:applicationId')
  @ApiOperation({ summary: 'Read an application with its decision and offer' })
  @Answers(200, 'The application', applicationSchema)
  @Fails('loan.application_not_found')
  read(
    @Param('applicationId', { schema: publicIdSchema('app') }) applicationId: string,
  ): Promise<ApplicationView> {
    return this.applications.one(applicationId);
  }
}
