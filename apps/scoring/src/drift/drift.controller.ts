import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '@paymo/platform';
import { DriftService, type ModelDrift } from './drift.service.js';

@ApiTags('models')
@Controller('admin/drift')
export class DriftController {
  constructor(private readonly drift: DriftService) {}

  @Needs('models.read')
  @Get()
  @ApiOperation({ summary: "Say which features and scores differ from the champion's first decisions" })
  report(): Promise<ModelDrift> {
    return this.drift.report();
  }
}
