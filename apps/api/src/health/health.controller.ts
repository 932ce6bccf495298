import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, type ApiResponseNoStatusOptions } from '@nestjs/swagger';
import { ApiProblems, Public, REQUEST_ID_HEADER, StoreUnavailableError, TasksGauges } from '@task-queue/tasks';

/** How the only answer there is is documented. */
function answer(example: { readonly status: string; readonly workers?: number }): ApiResponseNoStatusOptions {
  return {
    headers: REQUEST_ID_HEADER,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            status: { type: 'string', enum: [example.status] },
            ...(example.workers === undefined
              ? {}
              : { workers: { type: 'integer', minimum: 1, description: 'How many are attached' } }),
          },
          required: Object.keys(example),
        },
        example,
      },
    },
  };
}

/** For load balancers and supervisors. */
@ApiTags('operations')
@ApiProblems('BAD_REQUEST', 'INTERNAL')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly gauges: TasksGauges) {}

  @ApiOperation({ summary: 'The process is up', description: 'It asks nobody else.', security: [] })
  @ApiOkResponse({ ...answer({ status: 'up' }), description: 'Up' })
  @Get('live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  @ApiOperation({
    summary: 'The process can do its work',
    description: 'Redis is reachable and workers are attached.',
    security: [],
  })
  @ApiOkResponse({ ...answer({ status: 'ready', workers: 3 }), description: 'Ready' })
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
