import type { ScheduleChangedEvent, SchedulePause, ScheduleTickedEvent, TaskCreator } from '@task-queue/contracts';
import { instant } from '../record/codec.js';
import { shownTick, type StoredTick } from './schedule-record.js';

/** An entry of the event log as the event a socket receives; `schedule.lua` and `tick.lua` write them. */
export function decodeScheduleEvent(
  cursor: string,
  fields: Readonly<Record<string, string>>,
): ScheduleChangedEvent | ScheduleTickedEvent {
  const base = {
    cursor,
    scheduleId: fields['id']!,
    at: instant(Number(fields['at'])),
    createdBy: JSON.parse(fields['by']!) as TaskCreator,
    nextRunAt: fields['next'] ? instant(Number(fields['next'])) : null,
  };
  if (fields['t'] !== undefined) {
    return { ...base, tick: shownTick(JSON.parse(fields['t']) as StoredTick) };
  }
  const because = fields['because'] ? (fields['because'] as SchedulePause) : null; // the scripts write no others
  return {
    ...base,
    change: fields['c'] as ScheduleChangedEvent['change'],
    name: fields['name']!,
    enabled: because === null,
    pausedBecause: because,
    version: Number(fields['v']),
  };
}
