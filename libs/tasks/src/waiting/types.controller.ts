import { Body, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity } from '@task-queue/access';
import {
  MAX_TYPE_LIMITS,
  type PauseRequest,
  type TypeLimit,
  type TypeState,
  type TypeStates,
} from '@task-queue/contracts';
import { ApiProblems, BODY_PROBLEMS, readAs, REQUEST_ID_HEADER } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { PauseRequestDto, TypeStateDto, TypeStatesDto } from './control.dto.js';
import { ControlRoutes } from './control-routes.js';
import { ControlService } from './control.service.js';
import { TYPE } from './examples.js';
import { readLimits } from './read-limits.js';
import { TypeLimitDto } from './type-limits.dto.js';

const TypeName = (): MethodDecorator =>
  ApiParam({ name: 'type', type: String, description: 'A registered type', example: 'tasks.export' });
const TypeAnswer = (): MethodDecorator =>
  ApiOkResponse({ type: TypeStateDto, description: 'The type', headers: REQUEST_ID_HEADER, example: TYPE });
const LimitsAnswer = (): MethodDecorator =>
  ApiOkResponse({
    type: [TypeLimitDto],
    description: 'What counts now',
    headers: REQUEST_ID_HEADER,
    example: TYPE.limits,
  });

/** Types of tasks over REST, for operators. */
@ControlRoutes('types')
export class TypesController {
  constructor(private readonly control: ControlService) {}

  @ApiOperation({ summary: 'Every type: paused or not, and its limits', description: 'Sorted by name.' })
  @ApiOkResponse({
    type: TypeStatesDto,
    description: 'The types',
    headers: REQUEST_ID_HEADER,
    example: { items: [TYPE] },
  })
  @Get()
  list(@CurrentIdentity() identity: TaskIdentity): Promise<TypeStates> {
    return this.control.types(identity);
  }

  @ApiOperation({
    summary: 'Pause a type',
    description: 'No task of it starts, until it is resumed or `until`. Running tasks go on, and creating works.',
  })
  @TypeName()
  @TypeAnswer()
  @ApiBody({ type: PauseRequestDto, required: false })
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND')
  @HttpCode(200)
  @Audited('type.pause', 'type')
  @Post(':type/pause')
  pause(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('type') type: string,
    @Body(readAs(PauseRequestDto)) body: PauseRequest | undefined,
  ): Promise<TypeState> {
    return this.control.pauseType(identity, type, body ?? {});
  }

  @ApiOperation({ summary: 'Resume a type', description: 'Also one that is not paused.' })
  @TypeName()
  @TypeAnswer()
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND')
  @HttpCode(200)
  @Audited('type.resume', 'type')
  @Post(':type/resume')
  resume(@CurrentIdentity() identity: TaskIdentity, @Param('type') type: string): Promise<TypeState> {
    return this.control.resumeType(identity, type);
  }

  @ApiOperation({
    summary: 'The limits of a type',
    description: 'As somebody set them, else as its handler declares them.',
  })
  @TypeName()
  @LimitsAnswer()
  @ApiProblems('NOT_FOUND')
  @Get(':type/limits')
  limits(@CurrentIdentity() identity: TaskIdentity, @Param('type') type: string): Promise<readonly TypeLimit[]> {
    return this.control.limits(identity, type);
  }

  @ApiOperation({
    summary: 'Set the limits of a type',
    description:
      'Over all workers, in place of those that its handler declares, also after a deploy; an empty list for none. ' +
      'A task that is held by a limit keeps nobody with another key waiting.',
  })
  @TypeName()
  @LimitsAnswer()
  @ApiBody({
    schema: { type: 'array', maxItems: MAX_TYPE_LIMITS, items: { $ref: '#/components/schemas/TypeLimitDto' } },
  })
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND')
  @Audited('type.limits', 'type')
  @Put(':type/limits')
  setLimits(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('type') type: string,
    @Body(readLimits) limits: readonly TypeLimit[],
  ): Promise<readonly TypeLimit[]> {
    return this.control.setLimits(identity, type, limits);
  }

  @ApiOperation({
    summary: 'Take the limits of a type away',
    description: 'Those that its handler declares count again.',
  })
  @TypeName()
  @ApiNoContentResponse({ description: 'They are gone', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND')
  @HttpCode(204)
  @Audited('type.limits-reset', 'type')
  @Delete(':type/limits')
  async removeLimits(@CurrentIdentity() identity: TaskIdentity, @Param('type') type: string): Promise<void> {
    await this.control.setLimits(identity, type, null);
  }
}
