import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import {
  MAX_LANE_PEOPLE,
  MAX_PAUSE_REASON_LENGTH,
  MAX_SLOTS_PER_WORKER,
  type ChangeLaneRequest,
  type LanePeople,
  type LanePerson,
  type LaneState,
  type LaneStates,
  type Pause,
  type PauseRequest,
  type PeopleOfLanes,
  type TaskPriority,
  type TypeState,
  type TypeStates,
} from '@task-queue/contracts';
import { IsInstant, MayBeNull, type Assert, type SameFields } from '@task-queue/problems';
import { COUNT, INSTANT, PRIORITY, TaskCreatorDto } from '../http/dto/task.dto.js';
import { TaskUniqueDto } from '../once/once.dto.js';
import { TypeLimitDto } from './type-limits.dto.js';

export class PauseRequestDto implements PauseRequest {
  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    maxLength: MAX_PAUSE_REASON_LENGTH,
    description: 'For whoever asks why tasks wait',
    example: '数据库维护',
  })
  @MayBeNull()
  @IsString()
  @MaxLength(MAX_PAUSE_REASON_LENGTH)
  readonly reason?: string | null;

  @ApiPropertyOptional({
    ...INSTANT,
    nullable: true,
    description: 'When it ends by itself; never when left out',
    example: '2030-01-01T00:00:00.000Z',
  })
  @MayBeNull()
  @IsInstant()
  readonly until?: string | null;
}

export class PauseDto implements Pause {
  @ApiProperty({ type: TaskCreatorDto }) readonly by!: TaskCreatorDto;
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiProperty({ type: 'string', nullable: true, example: '数据库维护' }) readonly reason!: string | null;
  @ApiProperty({ ...INSTANT, nullable: true, description: 'When it ends by itself' }) readonly until!: string | null;
}

const PAUSED = { description: 'Whether nothing new of it starts', example: false } as const;
const PAUSE = { type: PauseDto, nullable: true, description: 'Who paused it, and why' } as const;

export class LaneStateDto implements LaneState {
  @ApiProperty(PRIORITY) readonly lane!: TaskPriority;
  @ApiProperty(PAUSED) readonly paused!: boolean;
  @ApiProperty(PAUSE) readonly pause!: PauseDto | null;
  @ApiProperty({
    ...COUNT,
    nullable: true,
    description: "Slots of each worker where somebody set them; `null` for each worker's own setting",
    example: null,
  })
  readonly slotsPerWorker!: number | null;
  @ApiProperty({ ...COUNT, description: 'Slots of all workers together', example: 16 }) readonly slots!: number;
  @ApiProperty({ ...COUNT, description: 'Tasks whose time has come and that have no slot', example: 3 })
  readonly waiting!: number;
  @ApiProperty({ ...COUNT, example: 16 }) readonly running!: number;
  @ApiProperty({
    ...INSTANT,
    nullable: true,
    description: 'When the oldest of those that wait was created, or might have begun',
  })
  readonly oldestWaiting!: string | null;
}

export class LaneStatesDto implements LaneStates {
  @ApiProperty({ type: [LaneStateDto] }) readonly items!: readonly LaneStateDto[];
}

export class LanePersonDto implements LanePerson {
  @ApiProperty({ type: TaskCreatorDto }) readonly owner!: TaskCreatorDto;
  @ApiProperty({ ...COUNT, example: 4 }) readonly running!: number;
  @ApiProperty({ ...COUNT, description: 'Tasks whose time has come and that have no slot', example: 120 })
  readonly waiting!: number;
}

export class LanePeopleDto implements LanePeople {
  @ApiProperty(PRIORITY) readonly lane!: TaskPriority;
  @ApiProperty({ type: [LanePersonDto], maxItems: MAX_LANE_PEOPLE }) readonly people!: readonly LanePersonDto[];
}

export class PeopleOfLanesDto implements PeopleOfLanes {
  @ApiProperty({ type: [LanePeopleDto] }) readonly items!: readonly LanePeopleDto[];
}

export class ChangeLaneDto implements ChangeLaneRequest {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: MAX_SLOTS_PER_WORKER,
    nullable: true,
    description: "`null`: each worker's own setting again",
    example: 4,
  })
  @ValidateIf((_body, value) => value !== null)
  @IsInt()
  @Min(1)
  @Max(MAX_SLOTS_PER_WORKER)
  readonly slotsPerWorker!: number | null;
}

export class TypeStateDto implements TypeState {
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty(PAUSED) readonly paused!: boolean;
  @ApiProperty(PAUSE) readonly pause!: PauseDto | null;
  @ApiProperty({ type: [TypeLimitDto], description: 'As somebody set them, else as the handler declares them' })
  readonly limits!: readonly TypeLimitDto[];
  @ApiProperty({ enum: ['handler', 'operator'], description: 'Whose they are', example: 'operator' })
  readonly limitsFrom!: 'handler' | 'operator';
  @ApiProperty({ type: [TypeLimitDto], description: 'What the handler declares, whatever counts' })
  readonly declaredLimits!: readonly TypeLimitDto[];
  @ApiProperty({
    type: TaskUniqueDto,
    nullable: true,
    description: 'How its tasks are unique where a create does not say; `null` where they are not',
  })
  readonly unique!: TaskUniqueDto | null;
}

export class TypeStatesDto implements TypeStates {
  @ApiProperty({ type: [TypeStateDto] }) readonly items!: readonly TypeStateDto[];
}

/** A field that these classes and the contract do not share is a compile error. */
export type ControlDtoMatches = [
  Assert<SameFields<PauseRequestDto, PauseRequest>>,
  Assert<SameFields<PauseDto, Pause>>,
  Assert<SameFields<LaneStateDto, LaneState>>,
  Assert<SameFields<LaneStatesDto, LaneStates>>,
  Assert<SameFields<LanePersonDto, LanePerson>>,
  Assert<SameFields<LanePeopleDto, LanePeople>>,
  Assert<SameFields<PeopleOfLanesDto, PeopleOfLanes>>,
  Assert<SameFields<ChangeLaneDto, ChangeLaneRequest>>,
  Assert<SameFields<TypeStateDto, TypeState>>,
  Assert<SameFields<TypeStatesDto, TypeStates>>,
];
