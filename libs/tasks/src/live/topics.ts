import { may, type ServerToClientEvents, type SubscribeScope } from '@task-queue/contracts';
import type { LogEntry } from '@task-queue/event-log';
import type { ResolvedIdentity } from '../domain/identity.js';
import { decodeEvent } from '../record/codec.js';
import { decodeScheduleEvent } from '../schedules/schedule-event.js';
import { decodeLaneChange, decodeTypeChange } from '../waiting/control-change.js';
import { ALL_ROOM, ALL_SCHEDULES_ROOM, CONTROL_ROOM, ownerRoom, schedulesRoom } from './tasks-socket.js';

/** What sockets receive from the log. */
export type LiveEventName = Exclude<keyof ServerToClientEvents, 'tasks:closing' | 'tasks:digest'>;

/** An event with its name. */
export type LiveEvent = {
  [Name in LiveEventName]: { readonly name: Name; readonly event: Parameters<ServerToClientEvents[Name]>[0] };
}[LiveEventName];

/** What is emitted under a name. */
export type LiveArguments = Parameters<ServerToClientEvents[LiveEventName]>;

/** What the entries of a topic are to sockets. */
export interface Topic {
  /** Whose sockets hear an entry: those in one of these rooms. */
  roomsOf(entry: LogEntry): readonly string[];
  /** The event. @throws Error where the entry can't be read */
  decode(cursor: string, data: LogEntry['data']): LiveEvent['event'];
}

/** To whom it is, and to whom everybody's is told. */
const ofOwner = ({ audience }: LogEntry): readonly string[] =>
  typeof audience === 'string' ? [ALL_ROOM] : [ownerRoom(audience.owner), ALL_ROOM];

const ofSchedules = ({ audience }: LogEntry): readonly string[] =>
  typeof audience === 'string' ? [ALL_SCHEDULES_ROOM] : [schedulesRoom(audience.owner), ALL_SCHEDULES_ROOM];

const ofLanes = (): readonly string[] => [CONTROL_ROOM];

/** By the name of an entry up to its colon. Entries of other topics are not for sockets. */
export const TOPICS: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ['task', { roomsOf: ofOwner, decode: decodeEvent }],
  ['schedule', { roomsOf: ofSchedules, decode: decodeScheduleEvent }],
  ['lane', { roomsOf: ofLanes, decode: decodeLaneChange }],
  ['type', { roomsOf: ofLanes, decode: decodeTypeChange }],
]);

/** The rooms of a person who subscribes; `null` where they may not. */
export function roomsFor(person: ResolvedIdentity, scope: SubscribeScope): readonly string[] | null {
  const isAll = scope === 'all';
  if (!may(person, isAll ? 'tasks:read:all' : 'tasks:read')) {
    return null;
  }
  return [
    isAll ? ALL_ROOM : ownerRoom(person.id),
    ...(may(person, isAll ? 'schedules:read:all' : 'schedules:read')
      ? [isAll ? ALL_SCHEDULES_ROOM : schedulesRoom(person.id)]
      : []),
    ...(may(person, 'lanes:read') ? [CONTROL_ROOM] : []),
  ];
}
