import { Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentIdentity } from '@task-queue/access';
import type { WorkerState, WorkerStates } from '@task-queue/contracts';
import { REQUEST_ID_HEADER } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { ControlRoutes } from '../waiting/control-routes.js';
import { WorkerStatesDto } from './workers.dto.js';
import { WorkersService } from './workers.service.js';

const WORKER: WorkerState = {
  id: 'worker-1:17:3f9a0c',
  host: 'worker-1',
  process: 17,
  version: '1.4.0',
  startedAt: '2026-11-23T06:00:00.000Z',
  heartbeatAt: '2026-11-23T08:15:30.123Z',
  lanes: [
    { lane: 'high', used: 0, total: 8 },
    { lane: 'normal', used: 1, total: 8 },
    { lane: 'low', used: 0, total: 4 },
  ],
  running: [
    {
      taskId: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24',
      type: 'tasks.export',
      title: '导出任务列表',
      lane: 'normal',
      attempt: 1,
      startedAt: '2026-11-23T08:15:12.004Z',
    },
  ],
  eventLoopDelayMs: 1.2,
  memory: { rssBytes: 118_292_480, heapUsedBytes: 41_236_112 },
};

/** Who runs tasks, over REST. */
@ControlRoutes('workers')
export class WorkersController {
  constructor(private readonly workers: WorkersService) {}

  @ApiOperation({
    summary: 'Every worker that is alive',
    description:
      'As it said within the last second. One that stops is gone at once, one that is silent after its lease.',
  })
  @ApiOkResponse({
    type: WorkerStatesDto,
    description: 'The workers, by host and process',
    headers: REQUEST_ID_HEADER,
    example: { items: [WORKER] },
  })
  @Get()
  list(@CurrentIdentity() identity: TaskIdentity): Promise<WorkerStates> {
    return this.workers.list(identity);
  }
}
