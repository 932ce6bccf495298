import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startTaskEngine, type TaskEngine } from '../../testing/index.js';
import { forgetScripts, script, ScriptTask } from '../../testing/script-task.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import { RedisConnections } from '@task-queue/redis';

let engine: TaskEngine;
let another: AttemptStore;

/** A worker that renews its leases three times in this, and somebody else who sweeps. */
async function begin(leaseMs: number): Promise<void> {
  engine = await startTaskEngine([ScriptTask], { leaseMs });
  const { redis, prefix } = engine.fixture;
  another = new AttemptStore(redis, engine.context.get(RedisConnections).clock, prefix, 'another', leaseMs);
}
beforeEach(forgetScripts);
afterEach(() => engine.stop());

/** Begins a task whose attempt goes on until its signal aborts. @returns its id, and the reason it is aborted for */
async function beginUntilAborted(): Promise<{ readonly id: string; readonly reason: Promise<unknown> }> {
  const begun = Promise.withResolvers<AbortSignal>();
  const { id } = await engine.create({
    ...script(({ signal }) => {
      begun.resolve(signal);
      return once(signal, 'abort');
    }),
    maxRetries: 0,
  });
  const signal = await begun.promise;
  return { id, reason: once(signal, 'abort').then(() => signal.reason as unknown) };
}

/** Takes the attempt from its worker, as a sweep does that finds its lease over. */
async function takeAway(id: string, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  const { redis, prefix } = engine.fixture;
  await redis.zadd(`${prefix}:leases`, 'XX', 1, id);
  const [lost] = await another.lost(1);
  await Promise.all([meanwhile(), another.recover([{ ...lost!, delayMs: 0 }])]);
}

test('a handler hears at once that its attempt was given up elsewhere, long before the next renewal', async () => {
  await begin(600_000); // it renews every 200 s
  const { id, reason } = await beginUntilAborted();
  await takeAway(id);
  expect(await reason).toMatchObject({ message: 'The attempt was given up' });
});

test('a handler hears it by the next renewal where the channel is cut', async () => {
  await begin(3_000);
  const { redis } = engine.fixture;
  const { id, reason } = await beginUntilAborted();
  const { worker } = (await engine.read(id)).attempts[0]!;
  const clients = String(await redis.call('CLIENT', 'LIST', 'TYPE', 'pubsub')).split('\n');
  const [, client] = /^id=(\d+) /.exec(clients.find((line) => line.includes(` name=worker:${worker} `))!)!;
  await takeAway(id, () => redis.client('KILL', 'ID', Number(client))); // in one go: it cannot come back in between
  expect(await reason).toMatchObject({ message: 'The attempt was given up' });
});
