import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { errorIndexPage, errorPage, PaymoError, Public } from '@paymo/platform';

const html = 'text/html; charset=utf-8';
const policy = "default-src 'none'; style-src 'unsafe-inline'";

/** What the `type` of every problem document of the bank leads to. */
@ApiExcludeController()
@Controller('errors')
export class ErrorPagesController {
  @Public()
  @Get()
  @Header('content-type', html)
  @Header('content-security-policy', policy)
  index(): string {
    return errorIndexPage();
  }

  @Public()
  @Get(':code')
  @Header('content-type', html)
  @Header('content-security-policy', policy)
  read(@Param('code') code: string): string {
    const page = errorPage(code);
    if (page === undefined) throw new PaymoError('request.not_found', 'There is no such error.');
    return page;
  }
}
