import { Body, Delete, Get, Header, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
} from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity } from '@task-queue/access';
import type { CreateTaskRequest, ServerTime, Task, TaskPage, TaskStats, TaskType } from '@task-queue/contracts';
import {
  ApiProblems,
  ApiQueryOf,
  BODY_PROBLEMS,
  readAs,
  REQUEST_ID_HEADER,
  ValidationError,
} from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { TasksService } from '../tasks.service.js';
import { TaskId } from './api-task-id.js';
import { callOptionsOf } from './call-options.js';
import { requireIdempotencyKey } from './idempotency-key.js';
import { LOCATION_HEADER, locationOf, type CallRequest, type Reply } from './location.js';
import { CreateTaskDto } from './dto/create-task.dto.js';
import * as examples from './dto/examples.js';
import { ListTasksDto, type ListTasksQuery } from './dto/list-tasks.dto.js';
import { TaskDto, TaskPageDto } from './dto/task.dto.js';
import { ServerTimeDto } from './dto/server-time.dto.js';
import { TaskStatsDto, TaskTypeDto } from './dto/task-type.dto.js';
import { TaskRoutes } from './task-routes.js';

const DEDUPLICATED_HEADER = {
  'Task-Deduplicated': {
    description: '`true` where the task was there before because of `unique` or `debounce`',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};

/** Tasks over REST: each method is one call of the service. */
@TaskRoutes()
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {}

  @ApiOperation({
    summary: 'Create a task',
    description: 'The task waits in the lane of its priority. What became of it is told over Socket.IO, or read here.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      '1 to 200 visible ASCII characters of your own. For 24 hours the same key and body are answered with the task ' +
      'they created first, as it is now (also where it failed or was cancelled since: retry it, or use another key), and ' +
      'the same key with another body is refused. A key is free again once its task was deleted',
    schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
    example: 'november-export-1',
  })
  @ApiCreatedResponse({
    type: TaskDto,
    description: 'The new task',
    headers: { ...REQUEST_ID_HEADER, ...LOCATION_HEADER },
    example: examples.PENDING_TASK,
  })
  @ApiOkResponse({
    type: TaskDto,
    description:
      'The task that the same key and body created before, as it is now; or, with `Task-Deduplicated`, the one that is there ' +
      'already for `unique`, or that `debounce` moved',
    headers: { ...REQUEST_ID_HEADER, ...LOCATION_HEADER, ...DEDUPLICATED_HEADER },
    example: examples.COMPLETED_TASK,
  })
  @ApiBody({ type: CreateTaskDto })
  @ApiProblems(...BODY_PROBLEMS, 'UNKNOWN_TASK_TYPE', 'IDEMPOTENCY_KEY_REUSED', 'TASK_DUPLICATE', 'QUEUE_FULL')
  @Audited('task.create')
  @Post()
  async create(
    @CurrentIdentity() identity: TaskIdentity,
    @Body(readAs(CreateTaskDto)) body: CreateTaskRequest,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: CallRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Task> {
    requireIdempotencyKey(idempotencyKey);
    const { task, created, deduplicated } = await this.tasks.create(identity, body, {
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      ...callOptionsOf(request, acceptLanguage, this.options),
    });
    reply.status(created ? 201 : 200).header('location', locationOf(request, task));
    if (deduplicated) {
      reply.header('task-deduplicated', 'true');
    }
    return task;
  }

  @ApiOperation({
    summary: 'A page of tasks, newest first unless another order is asked for',
    description:
      'Your own tasks, or for an administrator everybody’s. A filter that is left out, or empty, does not narrow. ' +
      'Items leave out `params`, `result`, `attempts` and `log`: the task itself has them.',
  })
  @ApiQueryOf(ListTasksDto)
  @ApiOkResponse({
    type: TaskPageDto,
    description: 'The page; beyond the last one it has no items',
    headers: REQUEST_ID_HEADER,
    example: examples.TASK_PAGE,
  })
  @ApiProblems('VALIDATION_FAILED', 'SORT_TOO_BROAD')
  @Get()
  list(
    @CurrentIdentity() identity: TaskIdentity,
    @Query(readAs(ListTasksDto)) query: ListTasksQuery,
  ): Promise<TaskPage> {
    const { page, pageSize, before, sort = '-createdAt', ...filter } = query;
    if (page !== undefined && before !== undefined) {
      const message = { zh: '不能与 page 同时给出', en: 'cannot be given together with page' };
      throw new ValidationError([{ field: 'before', message }]);
    }
    if (sort !== '-createdAt') {
      if (before !== undefined) {
        const message = { zh: '只能用于最新优先的顺序', en: 'is for the order with the newest first alone' };
        throw new ValidationError([{ field: 'before', message }]);
      }
      return this.tasks.listSorted(identity, filter, sort, page ?? 1, pageSize);
    }
    return this.tasks.list(identity, filter, before ?? page ?? 1, pageSize);
  }

  @ApiOperation({ summary: 'The registered types', description: 'What `POST /api/tasks` takes, sorted by type.' })
  @ApiOkResponse({
    type: [TaskTypeDto],
    description: 'The types',
    headers: REQUEST_ID_HEADER,
    example: examples.TASK_TYPES,
  })
  @Get('types')
  types(): readonly TaskType[] {
    return this.tasks.types();
  }

  @ApiOperation({
    summary: 'Counts by status and type',
    description: 'Of your own tasks, or for an administrator of everybody’s, and how full Redis is.',
  })
  @ApiOkResponse({
    type: TaskStatsDto,
    description: 'The counts: every status, and the types that have tasks',
    headers: REQUEST_ID_HEADER,
    example: examples.TASK_STATS,
  })
  @Get('stats')
  stats(@CurrentIdentity() identity: TaskIdentity): Promise<TaskStats> {
    return this.tasks.stats(identity);
  }

  @ApiOperation({
    summary: 'What time it is',
    description: 'By the clock that all times of tasks are of: for a caller who shows ages and does not trust its own.',
  })
  @ApiOkResponse({
    type: ServerTimeDto,
    description: 'The time',
    headers: REQUEST_ID_HEADER,
    example: examples.SERVER_TIME,
  })
  @Header('cache-control', 'no-store')
  @Get('clock')
  clock(): ServerTime {
    return this.tasks.clock();
  }

  @ApiOperation({ summary: 'A task in full', description: 'With its params, result, attempts and log lines.' })
  @TaskId()
  @ApiOkResponse({
    type: TaskDto,
    description: 'The task',
    headers: REQUEST_ID_HEADER,
    example: examples.COMPLETED_TASK,
  })
  @ApiProblems('TASK_NOT_FOUND')
  @Get(':id')
  get(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<Task> {
    return this.tasks.get(identity, id);
  }

  @ApiOperation({ summary: 'Cancel a pending task', description: 'A task that a worker has begun goes on.' })
  @TaskId()
  @ApiOkResponse({
    type: TaskDto,
    description: 'The cancelled task',
    headers: REQUEST_ID_HEADER,
    example: examples.CANCELLED_TASK,
  })
  @ApiProblems(...BODY_PROBLEMS, 'TASK_NOT_FOUND', 'TASK_RUNNING', 'TASK_FINISHED')
  @HttpCode(200)
  @Audited('task.cancel', 'task')
  @Post(':id/cancel')
  cancel(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<Task> {
    return this.tasks.cancel(identity, id);
  }

  @ApiOperation({
    summary: 'Retry a failed task',
    description: 'It is pending again at once, with all its automatic retries; its attempts go on counting.',
  })
  @TaskId()
  @ApiOkResponse({
    type: TaskDto,
    description: 'The task, pending again',
    headers: REQUEST_ID_HEADER,
    example: examples.RETRIED_TASK,
  })
  @ApiProblems(...BODY_PROBLEMS, 'TASK_NOT_FOUND', 'TASK_NOT_FAILED', 'TASK_DUPLICATE', 'QUEUE_FULL')
  @HttpCode(200)
  @Audited('task.retry', 'task')
  @Post(':id/retry')
  retry(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<Task> {
    return this.tasks.retry(identity, id);
  }

  @ApiOperation({
    summary: 'Delete a finished task and its file',
    description: 'For ever; cancel a pending one first.',
  })
  @TaskId()
  @ApiNoContentResponse({ description: 'It is gone', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS, 'TASK_NOT_FOUND', 'TASK_NOT_FINISHED')
  @HttpCode(204)
  @Audited('task.delete', 'task')
  @Delete(':id')
  remove(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<void> {
    return this.tasks.remove(identity, id);
  }
}
