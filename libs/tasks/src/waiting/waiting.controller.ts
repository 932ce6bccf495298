import { Get, Headers, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentIdentity } from '@task-queue/access';
import type { TaskWaiting } from '@task-queue/contracts';
import { ApiProblems, REQUEST_ID_HEADER } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { TaskId } from '../http/api-task-id.js';
import { callerLocale } from '../http/call-options.js';
import { TaskRoutes } from '../http/task-routes.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { WAITING } from './examples.js';
import { TaskWaitingDto } from './waiting.dto.js';
import { WaitingService } from './waiting.service.js';

/** Why a task waits, over REST. */
@TaskRoutes()
export class WaitingController {
  constructor(
    private readonly service: WaitingService,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {}

  @ApiOperation({
    operationId: 'tasks_waiting',
    summary: 'Why a task waits',
    description: 'And how many get a slot before it as things are. Of a task that does not wait: no reasons and 0.',
  })
  @TaskId()
  @ApiOkResponse({ type: TaskWaitingDto, description: 'Why', headers: REQUEST_ID_HEADER, example: WAITING })
  @ApiProblems('TASK_NOT_FOUND')
  @Get(':id/waiting')
  waiting(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('id') id: string,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<TaskWaiting> {
    return this.service.waiting(identity, id, callerLocale(acceptLanguage, this.options));
  }
}
