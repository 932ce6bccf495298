import { Body, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity } from '@task-queue/access';
import type { StopTaskRequest, Task } from '@task-queue/contracts';
import { ApiProblems, BODY_PROBLEMS, readAs, REQUEST_ID_HEADER } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { TaskId } from '../http/api-task-id.js';
import { STOPPING_TASK } from '../http/dto/examples.js';
import { TaskDto } from '../http/dto/task.dto.js';
import type { Reply } from '../http/location.js';
import { TaskRoutes } from '../http/task-routes.js';
import { TasksService } from '../tasks.service.js';
import { StopTaskDto } from './stop.dto.js';

/** Stopping what runs, over REST. */
@TaskRoutes()
export class StopController {
  constructor(private readonly tasks: TasksService) {}

  @ApiOperation({
    operationId: 'tasks_stop',
    summary: 'Stop a running task',
    description:
      'Its worker is told at once, and tells the handler; the task is cancelled when that breaks off, at `stop.forceAt` ' +
      'whatever it does. A handler that returns all the same has completed. A pending task is cancelled instead.',
  })
  @TaskId()
  @ApiAcceptedResponse({
    type: TaskDto,
    description: 'It was asked to stop; by force it is cancelled',
    headers: REQUEST_ID_HEADER,
    example: STOPPING_TASK,
  })
  @ApiOkResponse({
    type: TaskDto,
    description: 'It had been asked to before; nothing was changed',
    headers: REQUEST_ID_HEADER,
    example: STOPPING_TASK,
  })
  @ApiBody({ type: StopTaskDto })
  @ApiProblems(...BODY_PROBLEMS, 'TASK_NOT_FOUND', 'TASK_NOT_RUNNING', 'TASK_FINISHED', 'TASK_NOT_STOPPABLE')
  @Audited('task.stop', 'task')
  @Post(':id/stop')
  async stop(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('id') id: string,
    @Body(readAs(StopTaskDto)) body: StopTaskRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Task> {
    const { task, isNew } = await this.tasks.stop(identity, id, body);
    reply.status(isNew ? 202 : 200);
    return task;
  }
}
