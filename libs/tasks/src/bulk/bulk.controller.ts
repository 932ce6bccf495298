import { Body, Headers, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity } from '@task-queue/access';
import type { BulkOutcome, BulkRequest, Task } from '@task-queue/contracts';
import { ApiProblems, BODY_PROBLEMS, readAs, REQUEST_ID_HEADER, ValidationError } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { BULK_OUTCOMES, BULK_TASK } from '../http/dto/examples.js';
import { TaskDto } from '../http/dto/task.dto.js';
import { callOptionsOf } from '../http/call-options.js';
import { LOCATION_HEADER, locationOf, type CallRequest, type Reply } from '../http/location.js';
import { TaskRoutes } from '../http/task-routes.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { BulkDto, BulkOutcomeDto } from './bulk.dto.js';
import { BulkService } from './bulk.service.js';

/** Bulk actions over REST. */
@TaskRoutes()
export class BulkController {
  constructor(
    private readonly bulks: BulkService,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {}

  @ApiOperation({
    operationId: 'tasks_bulk',
    summary: 'Cancel, stop, retry or delete many tasks',
    description:
      'Give `ids` to act on up to 100 tasks at once, or `filter` to act on everything that matches at the time of ' +
      'the call, in the background. An empty filter matches everything you may see.',
  })
  @ApiOkResponse({
    type: [BulkOutcomeDto],
    description: 'With `ids`: one outcome a task, in the order they were given; an id given twice counts once',
    headers: REQUEST_ID_HEADER,
    example: BULK_OUTCOMES,
  })
  @ApiAcceptedResponse({
    type: TaskDto,
    description: 'With `filter`: a task of type `tasks.bulk` that does it',
    headers: { ...REQUEST_ID_HEADER, ...LOCATION_HEADER },
    example: BULK_TASK,
  })
  @ApiBody({ type: BulkDto })
  @ApiProblems(...BODY_PROBLEMS, 'UNKNOWN_TASK_TYPE', 'QUEUE_FULL')
  @Audited('tasks.bulk')
  @Post('bulk')
  async bulk(
    @CurrentIdentity() identity: TaskIdentity,
    @Body(readAs(BulkDto)) { action, ids, filter }: BulkRequest,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: CallRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<readonly BulkOutcome[] | Task> {
    // Left out is never an empty filter, which matches everything.
    if ((ids === undefined) === (filter === undefined)) {
      const message = { zh: 'ids 与 filter 必须且只能给出一个', en: 'give either ids or filter' };
      throw new ValidationError([{ field: 'ids', message }]);
    }
    if (ids) {
      reply.status(200);
      return this.bulks.on(identity, action, ids);
    }
    const options = callOptionsOf(request, acceptLanguage, this.options);
    const task = await this.bulks.onMatching(identity, action, { ...filter }, options);
    reply.status(202).header('location', locationOf(request, task));
    return task;
  }
}
