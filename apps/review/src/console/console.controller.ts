import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { Public } from '@paymo/platform';
import { type ReviewSettings, SETTINGS } from '../settings.js';

interface ConsolePlaces {
  readonly issuer: string;
  readonly clientId: string;
  readonly gatewayUrl: string | null;
  readonly loansUrl: string | null;
  readonly scoringUrl: string | null;
  readonly recommendationsUrl: string | null;
}

/** What the console has to know before anybody has signed in. */
@Controller('console.json')
export class ConsoleController {
  constructor(@Inject(SETTINGS) private readonly settings: ReviewSettings) {}

  @Public()
  @Get()
  @ApiExcludeEndpoint()
  read(): ConsolePlaces {
    const {
      TOKEN_ISSUER: issuer,
      GATEWAY_URL: gatewayUrl = null,
      LOANS_URL: loansUrl = null,
      SCORING_URL: scoringUrl = null,
      RECOMMENDATIONS_URL: recommendationsUrl = null,
    } = this.settings;
    return { issuer, clientId: 'paymo-console', gatewayUrl, loansUrl, scoringUrl, recommendationsUrl };
  }
}
