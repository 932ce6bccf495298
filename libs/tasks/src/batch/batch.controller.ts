import { Body, Headers, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CountedByItems, CurrentIdentity } from '@task-queue/access';
import type { BatchCreateOutcome } from '@task-queue/contracts';
import { ApiProblems, BODY_PROBLEMS, REQUEST_ID_HEADER, ValidationError } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { callOptionsOf } from '../http/call-options.js';
import { BATCH_OUTCOMES } from '../http/dto/examples.js';
import type { CallRequest } from '../http/location.js';
import { TaskRoutes } from '../http/task-routes.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { BatchCreateDto, BatchCreateOutcomeDto } from './batch.dto.js';
import { BatchService } from './batch.service.js';
import { itemsOf } from './read-batch.js';

const KEY_IN_ITEMS = {
  zh: '批量创建时请在每个任务中给出 idempotencyKey',
  en: 'in a batch each task has its own idempotencyKey',
};

/** Many creates in one call, over REST. */
@TaskRoutes()
export class BatchController {
  constructor(
    private readonly batches: BatchService,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {}

  @ApiOperation({
    operationId: 'tasks_batchCreate',
    summary: 'Create up to 100 tasks',
    description:
      'Each as `POST /api/tasks` creates it, and answered by itself: one that is refused keeps no other from being ' +
      'created. It counts as many calls as it has tasks. All of it is at most 300 KiB.',
  })
  @ApiOkResponse({
    type: [BatchCreateOutcomeDto],
    description: 'One outcome a task, in the order they were given',
    headers: REQUEST_ID_HEADER,
    example: BATCH_OUTCOMES,
  })
  @ApiBody({ type: BatchCreateDto })
  @ApiProblems(...BODY_PROBLEMS)
  @CountedByItems('tasks')
  @HttpCode(200)
  @Audited('tasks.batch-create')
  @Post('batch-create')
  create(
    @CurrentIdentity() identity: TaskIdentity,
    @Body() body: unknown,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: CallRequest,
  ): Promise<readonly BatchCreateOutcome[]> {
    if (idempotencyKey !== undefined) {
      throw new ValidationError([{ field: 'Idempotency-Key', message: KEY_IN_ITEMS }]);
    }
    return this.batches.create(identity, itemsOf(body), callOptionsOf(request, acceptLanguage, this.options));
  }
}
