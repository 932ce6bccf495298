import { Body, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity } from '@task-queue/access';
import {
  MAX_LANE_PEOPLE,
  TASK_PRIORITIES,
  type ChangeLaneRequest,
  type LaneState,
  type LaneStates,
  type PauseRequest,
  type PeopleOfLanes,
} from '@task-queue/contracts';
import { ApiProblems, BODY_PROBLEMS, readAs, REQUEST_ID_HEADER } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { ChangeLaneDto, LaneStateDto, LaneStatesDto, PauseRequestDto, PeopleOfLanesDto } from './control.dto.js';
import { ControlRoutes } from './control-routes.js';
import { ControlService } from './control.service.js';
import { LANE, PEOPLE } from './examples.js';

const Lane = (): MethodDecorator =>
  ApiParam({
    name: 'lane',
    enum: TASK_PRIORITIES,
    enumName: 'TaskPriority',
    description: 'Its name',
    example: 'normal',
  });
const LaneAnswer = (): MethodDecorator =>
  ApiOkResponse({ type: LaneStateDto, description: 'The lane', headers: REQUEST_ID_HEADER, example: LANE });

/** Lanes over REST, for operators. */
@ControlRoutes('lanes')
export class LanesController {
  constructor(private readonly control: ControlService) {}

  @ApiOperation({ summary: 'Every lane as it is now', description: 'In order of urgency.' })
  @ApiOkResponse({
    type: LaneStatesDto,
    description: 'The lanes',
    headers: REQUEST_ID_HEADER,
    example: { items: [LANE] },
  })
  @Get()
  list(@CurrentIdentity() identity: TaskIdentity): Promise<LaneStates> {
    return this.control.lanes(identity);
  }

  @ApiOperation({
    summary: 'Who has most in each lane',
    description:
      `Tasks that run, and tasks that are ready and have no slot; the first ${MAX_LANE_PEOPLE} people of each lane. Where ` +
      'more than 1,000 wait there, those of them with the most slots are looked at.',
  })
  @ApiOkResponse({
    type: PeopleOfLanesDto,
    description: 'The people, by lane',
    headers: REQUEST_ID_HEADER,
    example: { items: [PEOPLE] },
  })
  @Get('people')
  people(@CurrentIdentity() identity: TaskIdentity): Promise<PeopleOfLanes> {
    return this.control.people(identity);
  }

  @ApiOperation({
    summary: 'Pause a lane',
    description: 'Nothing new of it starts, until it is resumed or `until`. Running tasks go on, and creating works.',
  })
  @Lane()
  @LaneAnswer()
  @ApiBody({ type: PauseRequestDto, required: false })
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND')
  @HttpCode(200)
  @Audited('lane.pause', 'lane')
  @Post(':lane/pause')
  pause(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('lane') lane: string,
    @Body(readAs(PauseRequestDto)) body: PauseRequest | undefined,
  ): Promise<LaneState> {
    return this.control.pauseLane(identity, lane, body ?? {});
  }

  @ApiOperation({ summary: 'Resume a lane', description: 'Also one that is not paused.' })
  @Lane()
  @LaneAnswer()
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND')
  @HttpCode(200)
  @Audited('lane.resume', 'lane')
  @Post(':lane/resume')
  resume(@CurrentIdentity() identity: TaskIdentity, @Param('lane') lane: string): Promise<LaneState> {
    return this.control.resumeLane(identity, lane);
  }

  @ApiOperation({
    summary: 'Set the slots of each worker in a lane',
    description: 'At every worker within a second: more at once, fewer as tasks end.',
  })
  @Lane()
  @LaneAnswer()
  @ApiBody({ type: ChangeLaneDto })
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND')
  @Audited('lane.slots', 'lane')
  @Patch(':lane')
  change(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('lane') lane: string,
    @Body(readAs(ChangeLaneDto)) body: ChangeLaneRequest,
  ): Promise<LaneState> {
    return this.control.changeLane(identity, lane, body);
  }
}
