import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makeEffect } from '../testing/effect.js';
import { openLog, type LogFixture } from '../testing/log-fixture.js';
import { Recorder } from '../testing/recorder.js';

const ROOT = join(import.meta.dirname, '../../..');
const MAIN = join(import.meta.dirname, '../testing/follower-main.ts');

let folder: string;
let program: string;
let log: LogFixture;
let child: ChildProcess | undefined;
beforeAll(() => {
  const cache = join(ROOT, 'node_modules/.cache'); // where packages are found from
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'follower-'));
  program = join(folder, 'follower.mjs');
  const how = ['--platform', 'node', '--format', 'esm', '--external', 'ioredis', '--module-types', '.lua:text'];
  spawnSync(join(ROOT, 'node_modules/.bin/rolldown'), [MAIN, ...how, '-o', program]);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  log = openLog();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await log.close();
});

/** A process follows, stands still in the middle of its work, and is killed there. */
async function followAndDie(how: 'apart' | 'together', where: 'before' | 'after'): Promise<void> {
  child = spawn(process.execPath, [program, log.url, log.prefix, how, where], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** As if the time had passed after which it is missed. */
async function itIsMissed(): Promise<void> {
  await log.redis.del(`${log.prefix}:follower:counter`);
}

/** Another process' worth of followers goes on. @returns what was made of the entries in all */
async function goOn(isTogether: boolean, count: number): Promise<string[]> {
  const done = `${log.prefix}:done`;
  const heard = new Recorder((batch) => makeEffect(log.redis, done, batch, isTogether));
  log.process().followers.follow('counter', 'beginning', heard);
  await heard.until(count);
  return log.redis.lrange(done, 0, -1);
}

describe('a follower whose process is killed', () => {
  test('after its effect and before its cursor was stored is missed within seconds, and the batch is given again: at least once', async () => {
    await log.append(1, 3);
    await followAndDie('apart', 'after');
    expect(await goOn(false, 3)).toEqual(['1', '2', '3', '1', '2', '3']);
  }, 20_000);

  test('after an effect that was stored with its cursor is given what comes next: exactly once', async () => {
    await log.append(1, 3);
    await followAndDie('together', 'after');
    await itIsMissed();
    await log.append(4, 5);
    expect(await goOn(true, 2)).toEqual(['1', '2', '3', '4', '5']);
  }, 20_000);

  test('before its effect is given the batch again: exactly once', async () => {
    await log.append(1, 3);
    await followAndDie('together', 'before');
    await itIsMissed();
    expect(await goOn(true, 3)).toEqual(['1', '2', '3']);
  }, 20_000);
});
