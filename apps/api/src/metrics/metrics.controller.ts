import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { refusalOf, type IdentifiedRequest } from '@task-queue/access';
import { AuthService } from '@task-queue/identity';
import { ApiProblems, CALLER_PROBLEMS, ProblemError, REQUEST_ID_HEADER } from '@task-queue/problems';
import { Public } from '@task-queue/tasks';
import { TasksGauges } from '@task-queue/tasks/server';
import { Settings } from '../settings/settings.js';
import { Metrics } from './metrics.js';

/** For Prometheus. */
@ApiTags('operations')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly gauges: TasksGauges,
    private readonly auth: AuthService,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  @ApiOperation({
    summary: 'Metrics in the text format of Prometheus',
    description: 'Open to everybody, for administrators, or switched off: the setting `METRICS` says.',
    security: [{}, { bearer: [] }],
  })
  @ApiOkResponse({
    description: 'The metrics of this process and of the queue',
    headers: REQUEST_ID_HEADER,
    content: {
      'text/plain': {
        schema: { type: 'string' },
        example: '# HELP tasks_lane_waiting Tickets waiting, by lane\n# TYPE tasks_lane_waiting gauge\n',
      },
    },
  })
  @ApiProblems(...CALLER_PROBLEMS, 'NOT_FOUND')
  @Public()
  @Get()
  async read(
    @Req() request: IdentifiedRequest & { readonly ip: string },
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<string> {
    if (this.settings.METRICS === 'off') {
      throw new ProblemError('NOT_FOUND');
    }
    if (this.settings.METRICS === 'admin') {
      const { headers, ip: address } = request;
      const identity = await this.auth.identify({ kind: 'request', headers, address });
      if (identity !== null) {
        request.identity = identity; // for the audit log
      }
      const refusal = identity === null ? 'UNAUTHORIZED' : refusalOf(identity, 'metrics:read');
      if (refusal !== null) {
        throw new ProblemError(refusal);
      }
    }
    const { contentType, text } = await this.metrics.read(this.gauges);
    reply.header('content-type', contentType);
    return text;
  }
}
