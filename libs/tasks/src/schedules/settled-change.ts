import type { ScheduleChangedEvent } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import { dueAtNext, type StoredSchedule } from './schedule-record.js';
import type { ScheduleStore } from './schedule-store.js';
import type { ScheduleTicker } from './schedule-ticker.js';

/** How often a change is tried again that a tick or somebody else was quicker than. */
const TRIES = 20;

/** What a change writes: fields, and when the schedule is looked at. */
export interface SettledWrite {
  readonly fields: Readonly<Record<string, string>>;
  readonly dueAt: number | null;
  /** Ticks that start nothing any more. */
  readonly dropped?: readonly number[];
}

/** A change of a schedule. */
export interface SettledChange {
  /** The schedule as it is now. */
  readonly read: () => Promise<StoredSchedule>;
  readonly change: ScheduleChangedEvent['change'];
  /** What becomes of it as it is then; `null`: it is so already. */
  readonly write: (before: StoredSchedule) => SettledWrite | null | Promise<SettledWrite | null>;
}

/**
 * Changes a schedule as it is when its ticks that are due have become what they are to, and nothing else happens to it.
 *
 * @throws ProblemError UNAVAILABLE where others are always quicker
 */
export async function changeSettled(
  parts: { readonly store: ScheduleStore; readonly ticker: Pick<ScheduleTicker, 'tick'> },
  { read, change, write }: SettledChange,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await settled(parts, read);
    const written = await write(before);
    if (written === null) {
      return;
    }
    const fields = { ...written.fields, version: String(before.version + 1) };
    if ((await parts.store.keep({ ...written, id: before.id, before, fields, change })) === 'ok') {
      return;
    }
  }
  throw new ProblemError('UNAVAILABLE');
}

async function settled(
  { store, ticker }: Parameters<typeof changeSettled>[0],
  read: SettledChange['read'],
): Promise<StoredSchedule> {
  const schedule = await read();
  const dueAt = dueAtNext(schedule);
  if (dueAt === null || dueAt > store.nowMs()) {
    return schedule;
  }
  await ticker.tick(schedule);
  return read();
}
