import {
  applyDecorators,
  Body,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
} from '@nestjs/swagger';
import { Audited, NotAudited } from '@task-queue/audit-trail';
import { CurrentIdentity } from '@task-queue/access';
import type {
  Schedule,
  ScheduleChange,
  ScheduleDraft,
  SchedulePage,
  SchedulePreview,
  SchedulePreviewRequest,
  ScheduleTicks,
  Task,
} from '@task-queue/contracts';
import { ApiProblems, ApiQueryOf, BODY_PROBLEMS, readAs, REQUEST_ID_HEADER } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { callOptionsOf } from '../http/call-options.js';
import { TaskDto } from '../http/dto/task.dto.js';
import { pathOf, type CallRequest, type Reply } from '../http/location.js';
import { ControlRoutes } from '../waiting/control-routes.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import * as examples from './examples.js';
import './schedule-problems.js';
import { ListSchedulesDto, ScheduleChangeDto, ScheduleDraftDto, SchedulePreviewRequestDto } from './schedule.dto.js';
import { SchedulesService } from './schedules.service.js';
import { ScheduleDto, SchedulePageDto, SchedulePreviewDto, ScheduleTicksDto } from './shown-schedule.dto.js';

const ScheduleId = (): MethodDecorator =>
  applyDecorators(
    ApiParam({ name: 'id', description: "The schedule's id; any other text is answered as an unknown schedule" }),
    ApiProblems('SCHEDULE_NOT_FOUND'),
  );
const ScheduleAnswer = (description: string, example: Schedule): MethodDecorator =>
  ApiOkResponse({ type: ScheduleDto, description, headers: REQUEST_ID_HEADER, example });
const LOCATION = { Location: { description: 'Its address', schema: { type: 'string' as const } } };

/** Schedules over REST: each method is one call of the service. */
@ControlRoutes('schedules')
export class SchedulesController {
  constructor(
    private readonly schedules: SchedulesService,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {}

  @ApiOperation({
    summary: 'A page of schedules, newest first',
    description: 'Your own, or for an administrator everybody’s.',
  })
  @ApiQueryOf(ListSchedulesDto)
  @ApiOkResponse({
    type: SchedulePageDto,
    description: 'The page; beyond the last one it has no items',
    headers: REQUEST_ID_HEADER,
    example: examples.SCHEDULE_PAGE,
  })
  @ApiProblems('VALIDATION_FAILED')
  @Get()
  list(
    @CurrentIdentity() identity: TaskIdentity,
    @Query(readAs(ListSchedulesDto)) { page, pageSize }: ListSchedulesDto,
  ): Promise<SchedulePage> {
    return this.schedules.list(identity, page, pageSize);
  }

  @ApiOperation({
    summary: 'Create a schedule',
    description:
      'Each of its ticks creates one task of yours, with the roles that you have then. At most 100 schedules a person and ' +
      '10,000 in all.',
  })
  @ApiBody({ type: ScheduleDraftDto })
  @ApiCreatedResponse({
    type: ScheduleDto,
    description: 'The new schedule',
    headers: { ...REQUEST_ID_HEADER, ...LOCATION },
    example: examples.SCHEDULE,
  })
  @ApiProblems(...BODY_PROBLEMS, 'UNKNOWN_TASK_TYPE', 'TOO_MANY_SCHEDULES')
  @Audited('schedule.create')
  @Post()
  async create(
    @CurrentIdentity() identity: TaskIdentity,
    @Body(readAs(ScheduleDraftDto)) draft: ScheduleDraft,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: CallRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Schedule> {
    const schedule = await this.schedules.create(identity, draft, callOptionsOf(request, acceptLanguage, this.options));
    reply.header('location', `${pathOf(request)}/${schedule.id}`);
    return schedule;
  }

  @ApiOperation({
    summary: 'The next ticks of a timing',
    description: 'As a schedule would have them that is created now.',
  })
  @ApiBody({ type: SchedulePreviewRequestDto })
  @ApiOkResponse({
    type: SchedulePreviewDto,
    description: 'The ticks; fewer than were asked for where no more come',
    headers: REQUEST_ID_HEADER,
    example: examples.PREVIEW,
  })
  @ApiProblems(...BODY_PROBLEMS)
  @HttpCode(200)
  @NotAudited()
  @Post('preview')
  preview(
    @CurrentIdentity() identity: TaskIdentity,
    @Body(readAs(SchedulePreviewRequestDto)) request: SchedulePreviewRequest,
  ): SchedulePreview {
    return this.schedules.preview(identity, request);
  }

  @ApiOperation({ summary: 'A schedule' })
  @ScheduleId()
  @ScheduleAnswer('The schedule', examples.SCHEDULE)
  @Get(':id')
  get(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<Schedule> {
    return this.schedules.get(identity, id);
  }

  @ApiOperation({
    summary: 'Change a schedule',
    description:
      'What is left out stays, and `null` takes away. With another `cron`, `everyMs`, `anchor`, `timeZone`, `startsAt` or ' +
      '`endsAt` it goes on from now; no tick that has been comes again.',
  })
  @ScheduleId()
  @ScheduleAnswer('The schedule', { ...examples.SCHEDULE, version: 2 })
  @ApiBody({ type: ScheduleChangeDto })
  @ApiProblems(...BODY_PROBLEMS, 'VERSION_CONFLICT', 'UNKNOWN_TASK_TYPE', 'TOO_MANY_SCHEDULES')
  @Audited('schedule.change', 'schedule')
  @Patch(':id')
  change(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('id') id: string,
    @Body(readAs(ScheduleChangeDto)) change: ScheduleChange,
  ): Promise<Schedule> {
    return this.schedules.change(identity, id, change);
  }

  @ApiOperation({
    summary: 'Delete a schedule',
    description: 'For ever; its tasks stay. One that the code declares would come back: it is paused instead.',
  })
  @ScheduleId()
  @ApiNoContentResponse({ description: 'It is gone', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS, 'SCHEDULE_DECLARED')
  @HttpCode(204)
  @Audited('schedule.delete', 'schedule')
  @Delete(':id')
  remove(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<void> {
    return this.schedules.remove(identity, id);
  }

  @ApiOperation({
    summary: 'Pause a schedule',
    description: 'Its ticks start nothing until it is resumed; also one that is paused already.',
  })
  @ScheduleId()
  @ScheduleAnswer('The schedule', examples.PAUSED_SCHEDULE)
  @ApiProblems(...BODY_PROBLEMS)
  @HttpCode(200)
  @Audited('schedule.pause', 'schedule')
  @Post(':id/pause')
  pause(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<Schedule> {
    return this.schedules.pause(identity, id);
  }

  @ApiOperation({
    summary: 'Resume a schedule',
    description: 'It goes on with its next tick; those that came meanwhile are not made up for.',
  })
  @ScheduleId()
  @ScheduleAnswer('The schedule', { ...examples.SCHEDULE, version: 3 })
  @ApiProblems(...BODY_PROBLEMS, 'UNKNOWN_TASK_TYPE')
  @HttpCode(200)
  @Audited('schedule.resume', 'schedule')
  @Post(':id/resume')
  resume(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<Schedule> {
    return this.schedules.resume(identity, id);
  }

  @ApiOperation({
    summary: 'Run a schedule now',
    description: 'A task as its ticks create them, beside them: they come as they would have, and do not wait for it.',
  })
  @ScheduleId()
  @ApiCreatedResponse({
    type: TaskDto,
    description: 'The new task',
    headers: REQUEST_ID_HEADER,
    example: examples.RUN_TASK,
  })
  @ApiOkResponse({
    type: TaskDto,
    description: 'The task that there is already, where the type allows one at a time',
    headers: REQUEST_ID_HEADER,
    example: examples.RUN_TASK,
  })
  @ApiProblems(...BODY_PROBLEMS, 'UNKNOWN_TASK_TYPE', 'TASK_DUPLICATE', 'QUEUE_FULL')
  @Audited('schedule.run', 'schedule')
  @Post(':id/run')
  async run(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('id') id: string,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: CallRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Task> {
    const options = callOptionsOf(request, acceptLanguage, this.options);
    const { task, created } = await this.schedules.run(identity, id, options);
    reply.status(created ? 201 : 200);
    return task;
  }

  @ApiOperation({ summary: 'What became of its ticks', description: 'The newest 50, the latest first.' })
  @ScheduleId()
  @ApiOkResponse({
    type: ScheduleTicksDto,
    description: 'The ticks',
    headers: REQUEST_ID_HEADER,
    example: examples.TICKS,
  })
  @Get(':id/ticks')
  ticks(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<ScheduleTicks> {
    return this.schedules.ticks(identity, id);
  }
}
