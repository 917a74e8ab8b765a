import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from './access/access.guard.js';
import { Metrics } from './metrics.js';
import { PaymoError } from './paymo-error.js';
import { Readiness } from './readiness.js';

@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  @Public()
  @Get('health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Public()
  @Get('health/ready')
  async ready(): Promise<{ status: 'ready' }> {
    const faults = await this.readiness.faults();
    if (faults.length > 0) throw new PaymoError('service.unavailable', faults.join('; '));
    return { status: 'ready' };
  }

  @Public()
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  exposition(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
