import { Body, Get, Headers, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity } from '@task-queue/access';
import type { ChangeErrorRequest, ErrorGroup, ErrorPage, ErrorQuery, Task } from '@task-queue/contracts';
import { ApiProblems, ApiQueryOf, BODY_PROBLEMS, readAs, REQUEST_ID_HEADER } from '@task-queue/problems';
import type { TaskIdentity, TasksModuleOptions } from '@task-queue/tasks';
import {
  BULK_TASK,
  callOptionsOf,
  LOCATION_HEADER,
  pathOf,
  TaskDto,
  TASKS_OPTIONS,
  type CallRequest,
  type Reply,
} from '@task-queue/tasks/server';
import { SystemRoutes } from '../system-routes.js';
import { ChangeErrorDto, ErrorGroupDto, ErrorPageDto, ErrorQueryDto } from './errors.dto.js';
import { ErrorsService } from './errors.service.js';

const GROUP: ErrorGroup = {
  fingerprint: '1f0c2a9b7d3e4f58',
  count: 42,
  stillFailed: 7,
  firstAt: '2026-11-20T02:11:09.500Z',
  lastAt: '2026-11-23T08:15:30.123Z',
  trend: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 12, 2],
  sample: {
    taskId: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24',
    type: 'tasks.export',
    message: 'The disk is full',
    code: 'HANDLER_ERROR',
  },
  state: 'open',
};

const Fingerprint = (): MethodDecorator =>
  ApiParam({
    name: 'fingerprint',
    description: 'The kind of errors: `error.fingerprint` of a task',
    example: GROUP.fingerprint,
  });

/** What went wrong, by kind, over REST. */
@SystemRoutes('errors')
export class ErrorsController {
  constructor(
    private readonly errors: ErrorsService,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {}

  @ApiOperation({
    summary: 'Errors by kind',
    description:
      "Why tasks failed: one's own, or everybody's for who may read those. Of everybody's the 1,000 kinds seen last are " +
      "kept, of one's own 200.",
  })
  @ApiOkResponse({
    type: ErrorPageDto,
    description: 'A page of kinds',
    headers: REQUEST_ID_HEADER,
    example: { items: [GROUP], total: 1, page: 1, pageSize: 20 },
  })
  @ApiQueryOf(ErrorQueryDto)
  @ApiProblems('VALIDATION_FAILED')
  @Get()
  list(@CurrentIdentity() identity: TaskIdentity, @Query(readAs(ErrorQueryDto)) query: ErrorQuery): Promise<ErrorPage> {
    return this.errors.list(identity, query);
  }

  @ApiOperation({
    summary: 'Mute a kind of errors, say that it is resolved, or open it again',
    description: 'For operators.',
  })
  @Fingerprint()
  @ApiOkResponse({ type: ErrorGroupDto, description: 'The kind', headers: REQUEST_ID_HEADER, example: GROUP })
  @ApiBody({ type: ChangeErrorDto })
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND')
  @Audited('error.change', 'error')
  @Patch(':fingerprint')
  change(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('fingerprint') fingerprint: string,
    @Body(readAs(ChangeErrorDto)) { state }: ChangeErrorRequest,
  ): Promise<ErrorGroup> {
    return this.errors.change(identity, fingerprint, state);
  }

  @ApiOperation({
    summary: 'Retry every task that is failed by a kind of errors',
    description: "One's own, or everybody's for who may control those; in the background.",
  })
  @Fingerprint()
  @ApiAcceptedResponse({
    type: TaskDto,
    description: 'A task of type `tasks.bulk` that does it',
    headers: { ...REQUEST_ID_HEADER, ...LOCATION_HEADER },
    example: BULK_TASK,
  })
  @ApiProblems('NOT_FOUND', 'UNKNOWN_TASK_TYPE')
  @Audited('error.retry', 'error')
  @Post(':fingerprint/retry')
  async retry(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('fingerprint') fingerprint: string,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: CallRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Task> {
    const options = callOptionsOf(request, acceptLanguage, this.options);
    const task = await this.errors.retry(identity, fingerprint, options);
    reply.status(202).header('location', pathOf(request).replace(/errors\/[^/]*\/retry$/, `tasks/${task.id}`));
    return task;
  }
}
