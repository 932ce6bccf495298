import type { TaskUnique } from './once.js';
import type { IsoInstant, TaskCreator, TaskPriority } from './task.js';

/** Nothing new of a lane or a type starts: running tasks go on, and creating works. */
export interface Pause {
  readonly by: TaskCreator;
  readonly at: IsoInstant;
  readonly reason: string | null;
  /** When it ends by itself; `null` for never. */
  readonly until: IsoInstant | null;
}

/** What pauses a lane or a type. */
export interface PauseRequest {
  readonly reason?: string | null;
  /** In the future. */
  readonly until?: IsoInstant | null;
}

/** A lane as it is now. */
export interface LaneState {
  readonly lane: TaskPriority;
  readonly paused: boolean;
  readonly pause: Pause | null;
  /** Slots of each worker, where somebody set them; `null` where each worker's own setting counts. */
  readonly slotsPerWorker: number | null;
  /** Slots of all workers together. */
  readonly slots: number;
  /** Tasks whose time has come and that have no slot, those whose type is paused or limited too. */
  readonly waiting: number;
  readonly running: number;
  /** When the oldest of those that wait was created, or might have begun; `null` where nobody waits. */
  readonly oldestWaiting: IsoInstant | null;
}

/** Every lane, in order of urgency. */
export interface LaneStates {
  readonly items: readonly LaneState[];
}

/** What somebody has in a lane. */
export interface LanePerson {
  readonly owner: TaskCreator;
  readonly running: number;
  /** Tasks whose time has come and that have no slot. */
  readonly waiting: number;
}

/** The people who have most in a lane, most first. */
export interface LanePeople {
  readonly lane: TaskPriority;
  /** {@link MAX_LANE_PEOPLE} at most. */
  readonly people: readonly LanePerson[];
}

/** The people of every lane, in order of urgency. */
export interface PeopleOfLanes {
  readonly items: readonly LanePeople[];
}

/** What is changed of a lane. */
export interface ChangeLaneRequest {
  /** `null`: each worker's own setting again. */
  readonly slotsPerWorker: number | null;
}

/** A type as operators steer it. */
export interface TypeState {
  readonly type: string;
  readonly paused: boolean;
  readonly pause: Pause | null;
  /** What counts: as somebody set it, else as its handler declares it. */
  readonly limits: readonly TypeLimit[];
  /** Whose they are: its handler's, or set in their place. */
  readonly limitsFrom: 'handler' | 'operator';
  /** What its handler declares, whatever counts. */
  readonly declaredLimits: readonly TypeLimit[];
  /** How its tasks are unique where a create does not say; `null` where they are not. */
  readonly unique: TaskUnique | null;
}

/** Every type, sorted by name. */
export interface TypeStates {
  readonly items: readonly TypeState[];
}

/** What is told of lanes and types, to whom steers them. */
export const CONTROL_EVENTS = ['lane:changed', 'type:changed'] as const;

/** One of {@link CONTROL_EVENTS}. */
export type ControlEventName = (typeof CONTROL_EVENTS)[number];

/** What every event of a lane or type has. */
interface ControlEventBase {
  /** The event's place in the log, as those of tasks. */
  readonly cursor: string;
  readonly at: IsoInstant;
  /** Who changed it; `null` where a pause ended by itself, or a handler declares other limits. */
  readonly by: TaskCreator | null;
}

/** A lane was paused or resumed, or its slots were set: as it is from now on. */
export interface LaneChangedEvent
  extends ControlEventBase, Pick<LaneState, 'lane' | 'paused' | 'pause' | 'slotsPerWorker'> {}

/** A type was paused or resumed, or its limits were set: as it is from now on. */
export interface TypeChangedEvent extends ControlEventBase, Pick<TypeState, 'type' | 'paused' | 'pause' | 'limits'> {}

/** What a limit counts apart: nothing, the people, or the values of a param. */
export type LimitKey = 'none' | 'owner' | `param:${string}`;

/** So many starts in any time of that length. */
export interface StartRate {
  readonly count: number;
  readonly perMs: number;
}

/** How many tasks of a type may run at once, or begin in a time, over all workers; one of the two at least. */
export interface TypeLimit {
  readonly key: LimitKey;
  readonly concurrency?: number;
  readonly rate?: StartRate;
}

/** Why a task waits. */
export const WAITING_CODES = [
  'SCHEDULED',
  'BACKOFF',
  'PAUSED',
  'NO_WORKER',
  'LIMIT',
  'RATE',
  'FAIR_SHARE',
  'QUEUED',
] as const;

/** One of {@link WAITING_CODES}. */
export type WaitingCode = (typeof WAITING_CODES)[number];

/** One reason why a task waits. */
export interface WaitingReason {
  readonly code: WaitingCode;
  /** When it is over, where that is known. */
  readonly until?: IsoInstant;
  /** What it is about: `lane` or `type` that is paused and its `reason`; `key` of a limit with its `concurrency`, or `count` and `perMs`. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** What somebody can do about it, in the language of the call. */
  readonly wayOut?: string;
}

/** When something is likely to happen. */
export interface TimeRange {
  readonly from: IsoInstant;
  readonly to: IsoInstant;
}

/** Why a task waits and how many are before it; of one that does not wait, no reasons and 0. */
export interface TaskWaiting {
  readonly reasons: readonly WaitingReason[];
  /** Tasks that get a slot before it as things are: exact to 100, then rounded. */
  readonly ahead: number;
  readonly eta: TimeRange | null;
}
