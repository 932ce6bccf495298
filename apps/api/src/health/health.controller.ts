import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, type ApiResponseNoStatusOptions } from '@nestjs/swagger';
import { STORAGE_LEVELS, type StorageRoom } from '@task-queue/contracts';
import { ApiProblems, REQUEST_ID_HEADER } from '@task-queue/problems';
import { Public, StoreUnavailableError } from '@task-queue/tasks';
import { Uncounted } from '../web/rate-limit.guard.js';
import { REDIS_WARNINGS, TasksGauges, type RedisWarning } from '@task-queue/tasks/server';

/** What readiness says. */
interface Readiness {
  readonly status: 'ready';
  readonly workers: number;
  readonly storage: StorageRoom;
  readonly warnings: readonly RedisWarning[];
}

const LIVE = {
  type: 'object',
  properties: { status: { type: 'string', enum: ['up'] } },
  required: ['status'],
} as const;
const READY = {
  type: 'object',
  properties: {
    status: { type: 'string', enum: ['ready'] },
    workers: { type: 'integer', minimum: 1, description: 'How many are attached' },
    storage: {
      type: 'object',
      description: 'How full Redis is: `filling` from 85 % on, `full` from 95 % on, when no more tasks are created',
      properties: {
        level: { type: 'string', enum: [...STORAGE_LEVELS] },
        usedBytes: { type: 'integer', minimum: 0 },
        limitBytes: { type: 'integer', nullable: true, description: '`null` where nothing bounds it' },
      },
      required: ['level', 'usedBytes', 'limitBytes'],
    },
    warnings: {
      type: 'array',
      items: { type: 'string', enum: [...REDIS_WARNINGS] },
      description: 'What is wrong with Redis',
    },
  },
  required: ['status', 'workers', 'storage', 'warnings'],
} as const;

/** How the only answer there is is documented. */
function answer(schema: object, example: object): ApiResponseNoStatusOptions {
  return { headers: REQUEST_ID_HEADER, content: { 'application/json': { schema, example } } };
}

/** For load balancers and supervisors. */
@ApiTags('operations')
@ApiProblems('BAD_REQUEST', 'INTERNAL')
@Public()
@Uncounted()
@Controller('health')
export class HealthController {
  constructor(private readonly gauges: TasksGauges) {}

  @ApiOperation({ summary: 'The process is up', description: 'It asks nobody else.', security: [] })
  @ApiOkResponse({ ...answer(LIVE, { status: 'up' }), description: 'Up' })
  @Get('live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  @ApiOperation({
    summary: 'The process can do its work',
    description: 'Redis is reachable and takes writes, and workers are attached. It says how full Redis is, too.',
    security: [],
  })
  @ApiOkResponse({
    ...answer(READY, {
      status: 'ready',
      workers: 3,
      storage: { level: 'ok', usedBytes: 104_857_600, limitBytes: 2_147_483_648 },
      warnings: [],
    }),
    description: 'Ready',
  })
  @ApiProblems('UNAVAILABLE')
  @Get('ready')
  async ready(): Promise<Readiness> {
    const workers = await this.gauges.workers();
    if (workers === 0) {
      throw new StoreUnavailableError(); // what is created now would wait for a worker to come
    }
    const warnings = this.gauges.redisWarnings();
    if (warnings.includes('REDIS_READ_ONLY')) {
      throw new StoreUnavailableError(); // a replica now, or its disk fails
    }
    return { status: 'ready', workers, storage: this.gauges.room(), warnings };
  }
}
