import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access.js';
import { Documented } from './documented.js';
import { ReadinessRegistry } from './readiness.js';

export class HealthView {
  @ApiProperty({ example: 'ok' }) status!: 'ok';
}

export class ReadinessView extends HealthView {
  @ApiProperty({ type: [String], example: ['database', 'queue'], description: '已检查的部分 · What was checked' }) checked!: string[];
}

/** For whoever starts and watches the process. Outside `/api/v1`. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessRegistry) {}

  @Get('live')
  @Public()
  @Documented({
    summary: { zh: '进程是否存活', en: 'Whether the process is alive' },
    response: { status: 200, type: HealthView, example: { status: 'ok' } },
  })
  live(): HealthView {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @Documented({
    summary: { zh: '是否可以接受请求', en: 'Whether requests are welcome' },
    response: { status: 200, type: ReadinessView, example: { status: 'ok', checked: ['database', 'queue'] } },
    refusals: ['server.not_ready'],
  })
  async ready(): Promise<ReadinessView> {
    return { status: 'ok', checked: await this.readiness.checkOrThrow() };
  }
}
