import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
  UseFilters,
  UseGuards,
  UsePipes,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { BulkOutcome, Task, TaskPage, TaskStats, TaskType } from '@task-queue/contracts';
import { ValidationError } from '../domain/errors.js';
import type { TaskIdentity } from '../domain/identity.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { TasksService } from '../tasks.service.js';
import { ApiProblems } from './api-problem.js';
import { attachmentDisposition } from './content-disposition.js';
import { BulkDto, BulkOutcomeDto } from './dto/bulk.dto.js';
import { CreateTaskDto } from './dto/create-task.dto.js';
import { ListTasksDto } from './dto/list-tasks.dto.js';
import { TaskDto, TaskPageDto, TaskStatsDto, TaskTypeDto } from './dto/task.dto.js';
import { CurrentIdentity, IdentityGuard } from './identity.guard.js';
import { localeOf } from './locale.js';
import { ProblemFilter } from './problem.filter.js';
import { requestPipe } from './request.pipe.js';

/** What the controller needs of a Fastify reply. */
interface Reply {
  status(code: number): this;
  header(name: string, value: string): this;
}

/** Tasks over REST: each method is one call of the service. */
@ApiTags('tasks')
@ApiBearerAuth()
@ApiProblems('UNAUTHORIZED', 'UNAVAILABLE')
@UseGuards(IdentityGuard)
@UseFilters(ProblemFilter)
@UsePipes(requestPipe)
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {}

  @ApiOperation({ summary: 'Create a task' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Repeating the call creates nothing; 24 hours' })
  @ApiCreatedResponse({ type: TaskDto, headers: { Location: { schema: { type: 'string' } } } })
  @ApiOkResponse({ type: TaskDto, description: 'The task that the same key and body created before' })
  @ApiProblems('BAD_REQUEST', 'UNKNOWN_TASK_TYPE', 'VALIDATION_FAILED', 'IDEMPOTENCY_KEY_REUSED', 'PAYLOAD_TOO_LARGE')
  @Post()
  async create(
    @CurrentIdentity() identity: TaskIdentity,
    @Body() body: CreateTaskDto,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: { readonly id: unknown; readonly url: string },
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Task> {
    requireIdempotencyKey(idempotencyKey);
    const { task, created } = await this.tasks.create(identity, body, {
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      locale: localeOf(acceptLanguage, this.options.defaultLocale ?? 'zh-CN'),
      requestId: String(request.id),
    });
    reply.status(created ? 201 : 200).header('location', `${request.url.split('?')[0]}/${task.id}`);
    return task;
  }

  @ApiOperation({ summary: 'A page of tasks, newest first' })
  @ApiOkResponse({ type: TaskPageDto })
  @ApiProblems('VALIDATION_FAILED')
  @Get()
  list(@CurrentIdentity() identity: TaskIdentity, @Query() query: ListTasksDto): Promise<TaskPage> {
    const { page, pageSize, ...filter } = query;
    return this.tasks.list(identity, filter, page, pageSize);
  }

  @ApiOperation({ summary: 'The registered types' })
  @ApiOkResponse({ type: [TaskTypeDto] })
  @Get('types')
  types(): readonly TaskType[] {
    return this.tasks.types();
  }

  @ApiOperation({ summary: 'Counts by status and type' })
  @ApiOkResponse({ type: TaskStatsDto })
  @Get('stats')
  stats(@CurrentIdentity() identity: TaskIdentity): Promise<TaskStats> {
    return this.tasks.stats(identity);
  }

  @ApiOperation({ summary: 'Cancel, retry or delete many tasks' })
  @ApiOkResponse({ type: [BulkOutcomeDto], description: 'With `ids`: one outcome a task' })
  @ApiAcceptedResponse({ type: TaskDto, description: 'With `filter`: a task of type `tasks.bulk` that does it' })
  @ApiProblems('BAD_REQUEST', 'VALIDATION_FAILED', 'UNKNOWN_TASK_TYPE')
  @Post('bulk')
  async bulk(
    @CurrentIdentity() identity: TaskIdentity,
    @Body() { action, ids, filter }: BulkDto,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: { readonly id: unknown },
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<readonly BulkOutcome[] | Task> {
    if ((ids === undefined) === (filter === undefined)) {
      const message = { zh: 'ids 与 filter 必须且只能给出一个', en: 'give either ids or filter' };
      throw new ValidationError([{ field: 'ids', message }]);
    }
    if (ids !== undefined) {
      reply.status(200);
      return this.tasks.bulk(identity, action, ids);
    }
    const locale = localeOf(acceptLanguage, this.options.defaultLocale ?? 'zh-CN');
    const options = { locale, requestId: String(request.id) };
    const task = await this.tasks.bulkMatching(identity, action, { ...filter }, options);
    reply.status(202);
    return task;
  }

  @ApiOperation({ summary: 'A task in full' })
  @ApiOkResponse({ type: TaskDto })
  @ApiProblems('TASK_NOT_FOUND')
  @Get(':id')
  get(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<Task> {
    return this.tasks.get(identity, id);
  }

  @ApiOperation({ summary: 'Cancel a pending task' })
  @ApiOkResponse({ type: TaskDto })
  @ApiProblems('TASK_NOT_FOUND', 'TASK_RUNNING', 'TASK_FINISHED')
  @HttpCode(200)
  @Post(':id/cancel')
  cancel(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<Task> {
    return this.tasks.cancel(identity, id);
  }

  @ApiOperation({ summary: 'Retry a failed task' })
  @ApiOkResponse({ type: TaskDto })
  @ApiProblems('TASK_NOT_FOUND', 'TASK_NOT_FAILED')
  @HttpCode(200)
  @Post(':id/retry')
  retry(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<Task> {
    return this.tasks.retry(identity, id);
  }

  @ApiOperation({ summary: 'Delete a finished task and its file' })
  @ApiProblems('TASK_NOT_FOUND', 'TASK_NOT_FINISHED')
  @HttpCode(204)
  @Delete(':id')
  remove(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<void> {
    return this.tasks.remove(identity, id);
  }

  @ApiOperation({ summary: 'Download the file a task produced' })
  @ApiOkResponse({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } })
  @ApiProblems('TASK_NOT_FOUND', 'ARTIFACT_NOT_FOUND')
  @Get(':id/artifact')
  async artifact(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    const { artifact, stream } = await this.tasks.artifact(identity, id);
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'private, no-store');
    return new StreamableFile(stream, {
      type: artifact.contentType,
      length: artifact.sizeBytes,
      disposition: attachmentDisposition(artifact.name),
    });
  }
}

function requireIdempotencyKey(key: string | undefined): void {
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    const message = { zh: '必须是 1 至 200 个可见 ASCII 字符', en: 'must be 1 to 200 visible ASCII characters' };
    throw new ValidationError([{ field: 'Idempotency-Key', message }]);
  }
}
