import type {
  IsoInstant,
  LaneChangedEvent,
  Pause,
  TaskCreator,
  TaskPriority,
  TypeChangedEvent,
  TypeLimit,
} from '@task-queue/contracts';
import { instant } from '../record/codec.js';
import { shownPause, type StoredPause } from './control-store.js';

/** An entry of the event log that tells of a lane or a type; `waiting/control-change.lua`. */
type Fields = Readonly<Record<string, string>>;

/** @throws Error where the entry can't be read */
export function decodeLaneChange(cursor: string, data: Fields): LaneChangedEvent {
  const { name, slots = '', ...rest } = data;
  const slotsPerWorker = slots === '' ? null : Number(slots);
  return { ...changeOf(cursor, rest), lane: name as TaskPriority, slotsPerWorker }; // it was written by our own script
}

/** @throws Error where the entry can't be read */
export function decodeTypeChange(cursor: string, data: Fields): TypeChangedEvent {
  const { name = '', limits = '', ...rest } = data;
  return { ...changeOf(cursor, rest), type: name, limits: limits === '' ? [] : (JSON.parse(limits) as TypeLimit[]) };
}

function changeOf(
  cursor: string,
  { at = '', by = '', pause = '' }: Fields,
): { cursor: string; at: IsoInstant; by: TaskCreator | null; paused: boolean; pause: Pause | null } {
  const stored = pause === '' ? null : (JSON.parse(pause) as StoredPause);
  const isOver = (stored?.ends ?? Infinity) <= Number(at);
  const shown = stored === null || isOver ? null : shownPause(stored);
  return {
    cursor,
    at: instant(Number(at)),
    by: by === '' ? null : (JSON.parse(by) as TaskCreator),
    paused: shown !== null,
    pause: shown,
  };
}
