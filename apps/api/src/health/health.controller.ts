import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, Public, StoreUnavailableError } from '@task-queue/tasks';
import { HostRedis } from '../settings/host-redis.js';

/** For load balancers and supervisors. */
@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly redis: HostRedis) {}

  @ApiOperation({ summary: 'The process is up' })
  @ApiOkResponse({ schema: { example: { status: 'up' } } })
  @Get('live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  @ApiOperation({ summary: 'Redis is reachable' })
  @ApiOkResponse({ schema: { example: { status: 'ready' } } })
  @ApiProblems('UNAVAILABLE')
  @Get('ready')
  async ready(): Promise<{ status: 'ready' }> {
    try {
      await this.redis.client.ping();
    } catch (error) {
      throw new StoreUnavailableError({ cause: error });
    }
    return { status: 'ready' };
  }
}
