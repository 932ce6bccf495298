import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, Public, StoreUnavailableError, TasksGauges } from '@task-queue/tasks';

/** For load balancers and supervisors. */
@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly gauges: TasksGauges) {}

  @ApiOperation({ summary: 'The process is up' })
  @ApiOkResponse({ schema: { example: { status: 'up' } } })
  @Get('live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  @ApiOperation({ summary: 'Redis is reachable and workers are attached' })
  @ApiOkResponse({ schema: { example: { status: 'ready', workers: 3 } } })
  @ApiProblems('UNAVAILABLE')
  @Get('ready')
  async ready(): Promise<{ status: 'ready'; workers: number }> {
    const workers = await this.gauges.workers();
    if (workers === 0) {
      throw new StoreUnavailableError(); // what is created now would wait for a worker to come
    }
    return { status: 'ready', workers };
  }
}
