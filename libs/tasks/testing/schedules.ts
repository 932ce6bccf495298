import type { ScheduleTick } from '@task-queue/contracts';
import { Deeds, type DeedOptions } from '../src/deeds/deeds.js';
import { newTaskOf } from '../src/new-task.js';
import { SchedulesService } from '../src/schedules/schedules.service.js';
import type { TasksModuleOptions } from '../src/tasks-options.js';
import type { TasksService } from '../src/tasks.service.js';
import { ScheduleStore } from '../src/schedules/schedule-store.js';
import { ScheduleTicker, type TickerParts } from '../src/schedules/schedule-ticker.js';
import { ScheduleTicks } from '../src/schedules/schedule-ticks.js';
import { newSchedule, shownTick, type ScheduleDefinition } from '../src/schedules/schedule-record.js';
import { ScheduleTimes } from '../src/schedules/schedule-times.js';
import { SecretParams } from '../src/secrets/secret-params.js';
import type { RegisteredHandler, TaskRegistry } from '../src/handlers/task-registry.js';
import { clock, fixture, owner, tasks } from './stores.js';

class NoParams {}

const NO_KEYS = new SecretParams({});

/** A type whose tasks take no params. */
export const TICKED = {
  type: 'test.ticked',
  title: { zh: '', en: '' },
  params: NoParams,
  timeoutMs: 1_000,
  maxRetries: 0,
  priority: 'normal',
  unique: null,
  permission: 'tasks:create',
  makesRoom: false,
} as unknown as RegisteredHandler; // all that a create asks for

/** The store of the fixture of `stores.ts`. */
export const schedules = (): ScheduleStore => (store ??= new ScheduleStore(fixture.redis, clock, fixture.prefix));
let store: ScheduleStore | undefined;

/** Has done what is to become of a schedule as it was read. */
export function tickerOf(parts: Partial<TickerParts> = {}): ScheduleTicker {
  const find = (type: string) => (type === TICKED.type ? TICKED : undefined);
  return new ScheduleTicker({
    registry: { find },
    secrets: NO_KEYS,
    mostWaiting: 1_000,
    ...parts,
    store: parts.store ?? schedules(),
  });
}

/** What one worker does about schedules. */
export function ticksOf(parts: Partial<TickerParts> = {}, log = failing): ScheduleTicks {
  return new ScheduleTicks(schedules(), tickerOf(parts), log);
}

/** What people call, over these stores. */
export function serviceOf(options: DeedOptions = {}): SchedulesService {
  const registry = { find: () => TICKED, require: () => TICKED } as unknown as TaskRegistry; // no more is asked
  const create: TasksService['create'] = async (identity, request, rest) => {
    const { id } = await tasks.create(newTaskOf(TICKED, identity, request, rest, NO_KEYS));
    return { task: (await tasks.get(id))!.task, created: true, deduplicated: false };
  };
  const whole = options as TasksModuleOptions; // no more is asked
  return new SchedulesService(schedules(), registry, { create } as TasksService, new Deeds(whole), NO_KEYS, whole);
}

const failing = {
  warn(what: string, error: unknown): void {
    throw new Error(what, { cause: error });
  },
};

/** Creates a schedule of who owns this test. */
export async function keepSchedule(given: Partial<ScheduleDefinition> = {}): Promise<string> {
  const definition: ScheduleDefinition = {
    name: 'test',
    type: TICKED.type,
    params: {},
    timeZone: 'UTC',
    missed: 'once',
    missedWithinMs: 3_600_000,
    overlap: 'allow',
    jitterMs: 0,
    createdBy: { id: owner, username: owner, roles: ['user'] },
    locale: 'en',
    ...(given.cron === undefined ? { everyMs: 60_000, anchorAt: clock.nowMs() } : {}),
    ...given,
  };
  const id = schedules().newId();
  await schedules().keep(newSchedule(id, definition, new ScheduleTimes(definition), clock.nowMs()));
  return id;
}

/** What became of its ticks, oldest first. */
export async function ticksOfSchedule(id: string): Promise<ScheduleTick[]> {
  return (await schedules().ticks(id)).map(shownTick).reverse();
}

/** The same as outcome and seconds since an instant. */
export async function outcomesOf(id: string, sinceMs: number): Promise<string[]> {
  const ticks = await ticksOfSchedule(id);
  return ticks.map(({ at, outcome }) => `${outcome} ${(Date.parse(at) - sinceMs) / 1_000}`);
}

/** Every task of a schedule that is there. */
export async function tasksOfSchedule(id: string): Promise<string[]> {
  const facets = JSON.stringify([['schedule', id]]);
  const found = await tasks.list(
    { facets, fromMs: null, beforeMs: null, finished: null },
    { offset: 0, limit: 1_000, countAll: false },
  );
  return found.items.map(({ task }) => task.id).reverse();
}
