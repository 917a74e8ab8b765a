import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { Public } from '@paymo/platform';
import { type ReviewSettings, SETTINGS } from '../settings.js';

/** What the console has to know before anybody has signed in. */
@Controller('console.json')
export class ConsoleController {
  constructor(@Inject(SETTINGS) private readonly settings: ReviewSettings) {}

  @Public()
  @Get()
  @ApiExcludeEndpoint()
  read(): { issuer: string; clientId: string; loansUrl: string | null; scoringUrl: string | null } {
    const {
      TOKEN_ISSUER: issuer,
      LOANS_URL: loansUrl = null,
      SCORING_URL: scoringUrl = null,
    } = this.settings;
    return { issuer, clientId: 'paymo-console', loansUrl, scoringUrl };
  }
}
