import { expect, test } from '@jest/globals';
import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { TypeLimit } from '@task-queue/contracts';
import { IsInt, IsOptional, IsString } from 'class-validator';
import { TaskParam } from './task-param.js';
import { TaskHandler, type TaskHandlerOptions } from './task-handler.js';
import { TaskSchedule, type TaskScheduleOptions } from '../schedules/declared/task-schedule.js';
import type { SecretsOptions } from '../secrets/key-ring.js';
import { SecretParams } from '../secrets/secret-params.js';
import { TaskRegistry } from './task-registry.js';

class NoParams {}

/** What the start of an application with such a handler says. */
function start(options: Partial<TaskHandlerOptions<NoParams>>): TaskRegistry {
  @TaskHandler({ type: 'test.bounds', title: { zh: '界', en: 'Bounds' }, params: NoParams, ...options })
  class BoundsTask {
    run(): void {}
  }
  return started({ metatype: BoundsTask, instance: new BoundsTask() });
}

function started(provider: { metatype: Type; instance: object }, secrets: SecretsOptions = {}): TaskRegistry {
  const discovery = { getProviders: () => [provider] } as unknown as DiscoveryService; // no more is asked
  const registry = new TaskRegistry(discovery, new SecretParams(secrets));
  registry.onApplicationBootstrap();
  return registry;
}

test.each<[string, Partial<TaskHandlerOptions<NoParams>>]>([
  ['timeoutMs is 2147483648', { timeoutMs: 2 ** 31 }], // as a timer it would go off at once
  ['timeoutMs is Infinity', { timeoutMs: Infinity }],
  ['timeoutMs is NaN', { timeoutMs: NaN }],
  ['timeoutMs is 0', { timeoutMs: 0 }],
  ['timeoutMs is 1.5', { timeoutMs: 1.5 }],
  ['stopGraceMs is 999', { stopGraceMs: 999 }],
  ['stopGraceMs is 600001', { stopGraceMs: 600_001 }],
  ['maxRetries is -1', { maxRetries: -1 }],
  ['maxRetries is 21', { maxRetries: 21 }],
  ['backoff.delayMs is NaN', { backoff: { delayMs: NaN } }],
  ['backoff.delayMs is -1', { backoff: { delayMs: -1 } }],
  ['backoff.maxDelayMs is Infinity', { backoff: { maxDelayMs: Infinity } }],
  ['backoff.jitter is 2', { backoff: { jitter: 2 } }],
])('a handler whose %s stops the start, named', (says, options) => {
  expect(() => start(options)).toThrow(`BoundsTask: ${says}, not a`);
});

test.each<[string, TypeLimit]>([
  ['limits.0.key', { key: 'shop' as 'owner', concurrency: 1 }],
  ['limits.0.concurrency', { key: 'none', concurrency: 0 }],
  ['limits.0.rate.perMs', { key: 'none', rate: { count: 1, perMs: 50 } }],
  ['limits.0 needs concurrency or rate', { key: 'none' }],
])('a handler with a limit that nobody could set stops the start: %s', (says, limit) => {
  expect(() => start({ limits: [limit] })).toThrow(`BoundsTask: ${says}`);
});

test('a limit of a handler that says of something that it is not set is kept without', () => {
  const limits = [
    { key: 'none', concurrency: 1, rate: null },
    { key: 'owner', concurrency: null, rate: { count: 1, perMs: 1_000 } },
  ] as unknown as TypeLimit[]; // as a program in JavaScript may have it
  expect(start({ limits }).find('test.bounds')!.limits).toStrictEqual([
    { key: 'none', concurrency: 1 },
    { key: 'owner', rate: { count: 1, perMs: 1_000 } },
  ]);
});

test('a handler at its bounds is registered as it says', () => {
  const bounds = {
    timeoutMs: 2 ** 31 - 1,
    maxRetries: 20,
    backoff: { delayMs: 0, maxDelayMs: 2 ** 31 - 1, jitter: 1 },
  };
  expect(start(bounds).find('test.bounds')).toMatchObject(bounds);
});

class SecretParamsClass {
  @TaskParam({ secret: true })
  @IsString()
  readonly password!: string;
}

test('a secret param without a key to keep it with stops the start, and names both', () => {
  class SecretTask {
    run(): void {}
  }
  TaskHandler({ type: 'test.secret', title: { zh: '密', en: 'Secret' }, params: SecretParamsClass })(SecretTask);
  const provider = { metatype: SecretTask, instance: new SecretTask() };
  expect(() => started(provider)).toThrow('SecretTask: its param password is secret, and there is no key');
  const secrets = { keys: [{ id: 'k', key: new Uint8Array(32) }] };
  expect(started(provider, { secrets }).find('test.secret')).toBeDefined();
});

/** The same with schedules. */
function startWith(...schedules: TaskScheduleOptions<{ rows?: number }>[]): TaskRegistry {
  class RowsParams {
    @IsOptional()
    @IsInt()
    readonly rows?: number = 1;
  }
  class RowsTask {
    run(): void {}
  }
  TaskHandler({ type: 'test.rows', title: { zh: '行', en: 'Rows' }, params: RowsParams })(RowsTask);
  for (const schedule of schedules.toReversed()) {
    TaskSchedule<object>(schedule)(RowsTask);
  }
  return started({ metatype: RowsTask, instance: new RowsTask() });
}

const NIGHTLY = { name: 'Nightly', cron: '30 2 * * *', timeZone: 'UTC' } as const;

test.each<[string, Partial<TaskScheduleOptions<{ rows?: number }>>]>([
  ['schedule "Nightly" cron', { cron: '30 2 * * * *' }],
  ['schedule "Nightly" cron', { cron: '0 0 30 2 *' }], // a day that never comes
  ['schedule "Nightly" everyMs', { everyMs: 60_000 }], // beside cron
  ['schedule "Nightly" timeZone', { timeZone: 'Mars/Olympus' }],
  ['schedule "Nightly" params.rows', { params: { rows: 1.5 } }],
  ['schedule "Nightly" params.columns', { params: { columns: 1 } as object }],
  ['schedule "Nightly" jitterMs', { jitterMs: 3_600_001 }],
  ['schedule "Nightly" missed', { missed: 'never' as 'skip' }],
  ['schedule "" name', { name: '' }],
])('a schedule that nobody could ask for stops the start: %s', (says, schedule) => {
  expect(() => startWith({ ...NIGHTLY, ...schedule })).toThrow(`RowsTask: ${says} `);
});

test('two schedules of one name stop the start', () => {
  expect(() => startWith(NIGHTLY, NIGHTLY)).toThrow('RowsTask: there are two schedules "Nightly"');
});

test('a handler has the schedules that stand above it, in their order', () => {
  const hourly = { name: 'Hourly', everyMs: 3_600_000, timeZone: 'UTC', params: { rows: 2 } };
  expect(startWith(NIGHTLY, hourly).find('test.rows')?.schedules).toEqual([
    { ...NIGHTLY, type: 'test.rows', params: {} },
    { ...hourly, type: 'test.rows' },
  ]);
});
