import { Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentIdentity } from '@task-queue/access';
import type { Overview, OverviewQuery } from '@task-queue/contracts';
import { ApiProblems, ApiQueryOf, readAs, REQUEST_ID_HEADER } from '@task-queue/problems';
import type { TaskIdentity } from '@task-queue/tasks';
import { SystemRoutes } from '../system-routes.js';
import { OverviewDto, OverviewQueryDto } from './overview.dto.js';
import { OverviewService } from './overview.service.js';

const OVERVIEW: Overview = {
  steps: [
    {
      at: '2026-11-23T08:10:00.000Z',
      created: 61,
      completed: 58,
      failed: 2,
      cancelled: 0,
      retried: 4,
      wait: { p50: 35, p95: 420, p99: 1_200 },
      run: { p50: 180, p95: 950, p99: 2_400 },
      waiting: { high: 0, normal: 12, low: 3 },
    },
  ],
  wait: { p50: 35, p95: 420, p99: 1_200 },
  run: { p50: 180, p95: 950, p99: 2_400 },
  slowest: [{ type: 'tasks.export', count: 58, run: { p50: 180, p95: 950, p99: 2_400 } }],
  lanes: [
    {
      lane: 'normal',
      pause: null,
      waiting: 12,
      oldestWaitingMs: 4_200,
      running: 8,
      slots: 8,
      drain: { from: '2026-11-23T08:18:00.000Z', to: '2026-11-23T08:21:00.000Z' },
    },
  ],
  gaps: [],
};

/** How tasks do, over REST. */
@SystemRoutes('overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @ApiOperation({
    summary: 'How tasks do: how many, how long they wait and run, and how the lanes are',
    description: "One's own, or everybody's for who may read those; complete within two seconds of what happens.",
  })
  @ApiOkResponse({ type: OverviewDto, description: 'The overview', headers: REQUEST_ID_HEADER, example: OVERVIEW })
  @ApiQueryOf(OverviewQueryDto)
  @ApiProblems('VALIDATION_FAILED')
  @Get()
  read(
    @CurrentIdentity() identity: TaskIdentity,
    @Query(readAs(OverviewQueryDto)) query: OverviewQuery,
  ): Promise<Overview> {
    return this.overview.read(identity, query);
  }
}
