import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, isAdmin, Public, TaskError, TasksGauges } from '@task-queue/tasks';
import { AuthService } from '../auth/auth.service.js';
import { Settings } from '../settings/settings.js';
import { Metrics } from './metrics.js';

/** For Prometheus. */
@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly gauges: TasksGauges,
    private readonly auth: AuthService,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  @ApiOperation({ summary: 'Metrics in the text format of Prometheus; who may read them is a setting' })
  @ApiBearerAuth()
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems('UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'UNAVAILABLE')
  @Public()
  @Get()
  async read(
    @Req() { headers }: { readonly headers: Readonly<Record<string, string | undefined>> },
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<string> {
    if (this.settings.METRICS === 'off') {
      throw new TaskError('NOT_FOUND');
    }
    if (this.settings.METRICS === 'admin') {
      const identity = await this.auth.identify({ kind: 'request', headers });
      if (identity === null) {
        throw new TaskError('UNAUTHORIZED');
      }
      if (!isAdmin(identity)) {
        throw new TaskError('FORBIDDEN');
      }
    }
    const { contentType, text } = await this.metrics.read(this.gauges);
    reply.header('content-type', contentType);
    return text;
  }
}
