import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PaymoError, Public } from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { securityText } from './security-text.js';

/** Tells whoever finds a weakness where to report it. */
@ApiExcludeController()
@Controller('.well-known')
export class SecurityTextController {
  constructor(@Inject(SETTINGS) private readonly settings: GatewaySettings) {}

  @Public()
  @Get('security.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  read(): string {
    const { SECURITY_CONTACT, PUBLIC_URL } = this.settings;
    if (SECURITY_CONTACT === undefined) {
      throw new PaymoError(
        'request.not_found',
        'This bank has not said where weaknesses are to be reported.',
      );
    }
    return securityText({ contact: SECURITY_CONTACT, publicUrl: PUBLIC_URL ?? null }, Date.now());
  }
}
