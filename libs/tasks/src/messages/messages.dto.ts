import { ApiProperty, ApiPropertyOptional, OmitType, PickType } from '@nestjs/swagger';
import {
  CANCEL_CAUSES,
  MAX_WATCHED_TASKS,
  SCHEDULE_PAUSES,
  type CancelCause,
  type EventCounts,
  type LaneChangedEvent,
  type ScheduleChangedEvent,
  type SchedulePause,
  type ScheduleTickedEvent,
  type SocketClosing,
  type SubscribeAck,
  type SubscribeRequest,
  type SubscribeScope,
  type TaskDigest,
  type TaskEvent,
  type TaskPriority,
  type TaskStatus,
  type TypeChangedEvent,
  type UnsubscribeAck,
  type WatchRequest,
} from '@task-queue/contracts';
import { ERROR_CODE, type Assert, type SameFields } from '@task-queue/problems';
import {
  COUNT,
  INSTANT,
  PRIORITY,
  STATUS,
  TaskCreatorDto,
  TaskDeadlineDto,
  TaskFailureDto,
  TaskStopDto,
} from '../http/dto/task.dto.js';
import { ScheduleTickDto } from '../schedules/shown-schedule.dto.js';
import { LaneStateDto, TypeStateDto } from '../waiting/control.dto.js';

// What is said over sockets, for the AsyncAPI document alone: the gateway speaks with the contract's own types.

const CURSOR = { description: "The event's place in the log: given as `since` it brings what came after" } as const;
const CURSOR_EXAMPLE = { ...CURSOR, pattern: '^\\d+-\\d+$', example: '1764492930123-0' } as const;
const SCHEDULE_ID = { format: 'uuid', example: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c56' } as const;
const OK = { type: Boolean, enum: [true] } as const;

/** Events never have a stack trace. */
export class EventFailureDto extends OmitType(TaskFailureDto, ['stack']) {}

export class TaskEventDto implements TaskEvent {
  @ApiProperty(CURSOR_EXAMPLE) readonly cursor!: string;
  @ApiProperty({ format: 'uuid', example: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55' }) readonly taskId!: string;
  @ApiProperty({ example: 'tasks.export' }) readonly type!: string;
  @ApiProperty({ example: '批量导出' }) readonly title!: string;
  @ApiProperty({ ...STATUS, description: 'Right after the change, as all the rest' }) readonly status!: TaskStatus;
  @ApiProperty(PRIORITY) readonly priority!: TaskPriority;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, description: 'In percent', example: 40 })
  readonly progress!: number;
  @ApiPropertyOptional({ description: 'What the handler says it is doing' }) readonly progressText?: string;
  @ApiProperty({ ...COUNT, description: 'Retries used up', example: 0 }) readonly retryCount!: number;
  @ApiPropertyOptional({ ...INSTANT, description: 'It waits until then: the run time asked for, or the backoff' })
  readonly runAt?: string;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Grows by one with every change: drop an event whose version is known already',
    example: 7,
  })
  readonly version!: number;
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiPropertyOptional({ description: 'A line about what came out' }) readonly resultSummary?: string;
  @ApiPropertyOptional({ type: EventFailureDto, description: 'Of the last attempt' }) readonly error?: EventFailureDto;
  @ApiProperty({ type: TaskCreatorDto }) readonly createdBy!: TaskCreatorDto;
  @ApiPropertyOptional({ type: TaskStopDto, description: 'That somebody asked to stop it' })
  readonly stop?: TaskStopDto;
  @ApiPropertyOptional({ enum: CANCEL_CAUSES, enumName: 'CancelCause', description: 'Of a cancelled task' })
  readonly cancelledBecause?: CancelCause;
  @ApiPropertyOptional({ type: TaskDeadlineDto, description: 'Of a task that has one' })
  readonly deadline?: TaskDeadlineDto;
  @ApiPropertyOptional({ ...SCHEDULE_ID, description: 'Of a task of a schedule' }) readonly scheduleId?: string;
}

const CHANGED_BY = {
  type: TaskCreatorDto,
  nullable: true,
  description: '`null` where a pause ended by itself, or a handler declares other limits',
} as const;

export class LaneChangedEventDto
  extends PickType(LaneStateDto, ['lane', 'paused', 'pause', 'slotsPerWorker'])
  implements LaneChangedEvent
{
  @ApiProperty(CURSOR_EXAMPLE) readonly cursor!: string;
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiProperty(CHANGED_BY) readonly by!: TaskCreatorDto | null;
}

export class TypeChangedEventDto
  extends PickType(TypeStateDto, ['type', 'paused', 'pause', 'limits'])
  implements TypeChangedEvent
{
  @ApiProperty(CURSOR_EXAMPLE) readonly cursor!: string;
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiProperty(CHANGED_BY) readonly by!: TaskCreatorDto | null;
}

class ScheduleEventDto {
  @ApiProperty(CURSOR_EXAMPLE) readonly cursor!: string;
  @ApiProperty(SCHEDULE_ID) readonly scheduleId!: string;
  @ApiProperty(INSTANT) readonly at!: string;
  @ApiProperty({ type: TaskCreatorDto }) readonly createdBy!: TaskCreatorDto;
  @ApiProperty({ ...INSTANT, nullable: true, description: '`null` where none is to come' })
  readonly nextRunAt!: string | null;
}

export class ScheduleChangedEventDto extends ScheduleEventDto implements ScheduleChangedEvent {
  @ApiProperty({ enum: ['created', 'updated', 'paused', 'resumed', 'deleted'] })
  readonly change!: ScheduleChangedEvent['change'];
  @ApiProperty({ example: '每晚导出' }) readonly name!: string;
  @ApiProperty() readonly enabled!: boolean;
  @ApiProperty({ enum: SCHEDULE_PAUSES, enumName: 'SchedulePause', nullable: true })
  readonly pausedBecause!: SchedulePause | null;
  @ApiProperty({ type: 'integer', minimum: 1 }) readonly version!: number;
}

export class ScheduleTickedEventDto extends ScheduleEventDto implements ScheduleTickedEvent {
  @ApiProperty({ type: ScheduleTickDto }) readonly tick!: ScheduleTickDto;
}

const COUNTS = { type: 'object', additionalProperties: { type: 'integer', minimum: 1 } } as const;

export class TaskDigestDto implements TaskDigest {
  @ApiProperty({ ...CURSOR_EXAMPLE, description: 'Every event up to here was sent, or counted in a digest' })
  readonly cursor!: string;
  @ApiProperty({ ...INSTANT, description: 'When the first of them was' }) readonly from!: string;
  @ApiProperty({ ...INSTANT, description: 'When the last of them was' }) readonly at!: string;
  @ApiProperty({ ...COUNTS, description: 'How many events by name' }) readonly counts!: EventCounts;
  @ApiProperty({ ...COUNTS, description: 'Those of one’s own tasks and schedules' }) readonly own!: EventCounts;
}

export class SocketClosingDto implements SocketClosing {
  @ApiProperty({
    ...ERROR_CODE,
    description: '`UNAUTHORIZED`: the session ended or its time is up; `TOO_MANY_REQUESTS`: too many messages',
  })
  readonly code!: SocketClosing['code'];
}

export class SubscribeRequestDto implements SubscribeRequest {
  @ApiPropertyOptional({
    enum: ['mine', 'all'],
    default: 'mine',
    description: 'Everybody’s are for who may `tasks:read:all`',
  })
  readonly scope?: SubscribeScope;
  @ApiPropertyOptional({ ...CURSOR_EXAMPLE, description: 'Of the last event seen: what came after it arrives first' })
  readonly since?: string;
  @ApiPropertyOptional({ default: false, description: 'For a page: what it does not watch may come as `tasks:digest`' })
  readonly digest?: boolean;
}

export class WatchRequestDto implements WatchRequest {
  @ApiProperty({ type: [String], format: 'uuid', maxItems: MAX_WATCHED_TASKS, description: 'In place of those before' })
  readonly taskIds!: readonly string[];
}

/** What says no to a message. */
const REFUSALS = [
  'BAD_REQUEST',
  'INVALID_CURSOR',
  'FORBIDDEN',
  'NOT_FOUND',
  'UNAVAILABLE',
  'INTERNAL',
  'SUPERSEDED',
] as const;

export class MessageRefusedDto {
  @ApiProperty({ type: Boolean, enum: [false] }) readonly ok!: false;
  @ApiProperty({ enum: REFUSALS, description: '`SUPERSEDED`: a later message ended this subscription' })
  readonly code!: (typeof REFUSALS)[number];
}

export class SubscribedDto {
  @ApiProperty(OK) readonly ok!: true;
  @ApiProperty({ ...CURSOR_EXAMPLE, description: 'Where the subscription begins' }) readonly cursor!: string;
  @ApiProperty({ ...COUNT, description: 'Events that were missed and have come' }) readonly replayed!: number;
  @ApiPropertyOptional({ ...OK, description: 'Not everything was: the log no longer reaches back that far' })
  readonly reset?: true;
}

/** Of what has nothing to say but that it is done. */
export class MessageDoneDto implements UnsubscribeAck {
  @ApiProperty(OK) readonly ok!: true;
}

/** A field that these classes and the contract do not share is a compile error. */
export type MessagesDtoMatch = [
  Assert<SameFields<TaskEventDto, TaskEvent>>,
  Assert<SameFields<LaneChangedEventDto, LaneChangedEvent>>,
  Assert<SameFields<TypeChangedEventDto, TypeChangedEvent>>,
  Assert<SameFields<ScheduleChangedEventDto, ScheduleChangedEvent>>,
  Assert<SameFields<ScheduleTickedEventDto, ScheduleTickedEvent>>,
  Assert<SameFields<TaskDigestDto, TaskDigest>>,
  Assert<SameFields<WatchRequestDto, WatchRequest>>,
  Assert<SameFields<SocketClosingDto, SocketClosing>>,
  Assert<SameFields<SubscribeRequestDto, SubscribeRequest>>,
  Assert<SameFields<SubscribedDto, Extract<SubscribeAck, { ok: true }>>>,
  Assert<SameFields<MessageDoneDto, UnsubscribeAck>>,
];
