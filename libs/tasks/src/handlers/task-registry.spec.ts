import { expect, test } from '@jest/globals';
import type { DiscoveryService } from '@nestjs/core';
import type { TypeLimit } from '@task-queue/contracts';
import { TaskHandler, type TaskHandlerOptions } from './task-handler.js';
import { TaskRegistry } from './task-registry.js';

class NoParams {}

/** What the start of an application with such a handler says. */
function start(options: Partial<TaskHandlerOptions<NoParams>>): TaskRegistry {
  @TaskHandler({ type: 'test.bounds', title: { zh: '界', en: 'Bounds' }, params: NoParams, ...options })
  class BoundsTask {
    run(): void {}
  }
  const providers = [{ metatype: BoundsTask, instance: new BoundsTask() }];
  const registry = new TaskRegistry({ getProviders: () => providers } as unknown as DiscoveryService); // no more is asked
  registry.onApplicationBootstrap();
  return registry;
}

test.each<[string, Partial<TaskHandlerOptions<NoParams>>]>([
  ['timeoutMs is 2147483648', { timeoutMs: 2 ** 31 }], // as a timer it would go off at once
  ['timeoutMs is Infinity', { timeoutMs: Infinity }],
  ['timeoutMs is NaN', { timeoutMs: NaN }],
  ['timeoutMs is 0', { timeoutMs: 0 }],
  ['timeoutMs is 1.5', { timeoutMs: 1.5 }],
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

test('a handler at its bounds is registered as it says', () => {
  const bounds = {
    timeoutMs: 2 ** 31 - 1,
    maxRetries: 20,
    backoff: { delayMs: 0, maxDelayMs: 2 ** 31 - 1, jitter: 1 },
  };
  expect(start(bounds).find('test.bounds')).toMatchObject(bounds);
});
