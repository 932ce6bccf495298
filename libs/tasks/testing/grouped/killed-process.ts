import { writeSync } from 'node:fs';
import { setTimeout as elapsed } from 'node:timers/promises';
import { connectRedis, PERSISTENT } from '@task-queue/redis';
import { AttemptStore } from '../../src/attempts/attempt-store.js';
import { TaskStore, type NewTask } from '../../src/life/task-store.js';

/**
 * A program, for tools/chaos to kill while it writes: creates tasks, begins and completes them, so many at once that what it
 * says to Redis goes together. What it is about to create and what it was answered stands in its output, a line each, before
 * anything follows from it. With `finish` it takes over what others have left: their keys are its input.
 */
const [url, prefix, name, mode] = process.argv.slice(2);
if (url === undefined || prefix === undefined || name === undefined) {
  throw new Error('killed-process <URL of Redis> <prefix> <name> [finish]');
}

const AT_ONCE = 40;
const LEASE_MS = 1_000;
const TYPE = 'chaos.grouped';
const clock = { nowMs: () => Date.now() };
const [forCreates, forAttempts] = await Promise.all([1, 2].map(() => connectRedis({ url, prefix }, PERSISTENT)));
const tasks = new TaskStore(forCreates!, clock, prefix);
const attempts = new AttemptStore(forAttempts!, clock, prefix, name, LEASE_MS);

function newTask(key: string): NewTask {
  const createdBy = { id: 'ann', username: 'ann', roles: ['user'] as const };
  const head = { type: TYPE, title: 'grouped', priority: 'normal', timeoutMs: 1_000, locale: 'en', requestId: key, createdBy } as const; // prettier-ignore
  return { head, params: '{}', maxRetries: 5, runAtMs: null, idempotency: { key, requestHash: 'one' } };
}

function say(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}

async function create(key: string): Promise<string> {
  const { id } = await tasks.create(newTask(key));
  say('created', key, id);
  return id;
}

async function live(taskId: string, ticket: number): Promise<void> {
  const held = await attempts.start({ taskId, number: ticket });
  if (held !== null) {
    await attempts.progress(held, { percent: 50, text: 'half', logLines: ['"half"'] });
    if (await attempts.complete(held, '{}', null, null)) {
      say('completed', taskId, held.number);
    }
  }
}

async function work(lane: number): Promise<never> {
  for (let i = 0; ; i += 1) {
    const key = `${name}-${lane}-${i}`;
    say('asked', key);
    await live(await create(key), 1);
  }
}

async function finish(keys: readonly string[]): Promise<void> {
  for (let from = 0; from < keys.length; from += 1_000) {
    await Promise.all(keys.slice(from, from + 1_000).map(create));
  }
  while ((await forAttempts!.zcard(`${prefix}:leases`)) > 0) {
    const lost = await attempts.lost(500);
    await attempts.recover(lost.map(({ taskId, number }) => ({ taskId, number, delayMs: 0 })));
    await elapsed(50);
  }
  for (
    let some = await attempts.pendingTickets([TYPE]);
    some.length > 0;
    some = await attempts.pendingTickets([TYPE])
  ) {
    await Promise.all(some.map(({ taskId, number }) => live(taskId, number)));
  }
  await Promise.all([forCreates!.quit(), forAttempts!.quit()]);
}

if (mode === 'finish') {
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
  }
  await finish(text.split('\n').filter((key) => key !== ''));
} else {
  await Promise.all(Array.from({ length: AT_ONCE }, (_, lane) => work(lane)));
}
