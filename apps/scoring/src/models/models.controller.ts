import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FraudModel } from '@paymo/inference';

@ApiTags('models')
@Controller('admin/models')
export class ModelsController {
  constructor(private readonly model: FraudModel) {}

  @Get()
  @ApiOperation({ summary: 'Say which model decides, and from which scores it holds and declines' })
  list(): { champion: string; thresholds: { hold: number; decline: number | null } } {
    return { champion: this.model.id, thresholds: this.model.manifest.thresholds };
  }
}
