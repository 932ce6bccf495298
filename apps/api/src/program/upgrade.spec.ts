import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openRedisFixture, type RedisFixture } from '@task-queue/tasks/testing';
import { ApiLoad } from '../../testing/api-load.js';
import { eventually } from '../../testing/eventually.js';
import { builtFormer, keepFormer, keptFormer, unpackFormer } from '../../testing/former/former.js';
import { signIn } from '../../testing/program-client.js';
import {
  buildChaosProgram,
  buildProgram,
  findDisagreements,
  startProgram,
  type Program,
} from '../../testing/program.js';

jest.setTimeout(300_000);

let former: ReturnType<typeof unpackFormer>;
let fixture: RedisFixture;
let dataDir: string;
const programs: Program[] = [];

beforeAll(() => {
  const built = builtFormer();
  if (process.env['UPDATE_FORMER'] && built !== null) {
    keepFormer(built);
  }
  buildProgram();
  buildChaosProgram();
  former = unpackFormer();
});
beforeEach(async () => {
  fixture = await openRedisFixture();
  dataDir = await mkdtemp(join(tmpdir(), 'task-queue-upgrade-'));
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.remove()));
  await rm(dataDir, { recursive: true });
  await fixture.close();
});

/** A node of one deployment: of the former version, or of this one. */
async function start(version: 'former' | 'present'): Promise<Program> {
  const env = { REDIS_PREFIX: fixture.prefix, DATA_DIR: dataDir, RATE_LIMIT: '0', LOG_LEVEL: 'info' };
  const program = await startProgram(env, version === 'former' ? former : undefined);
  programs.push(program);
  return program;
}

async function stop(program: Program): Promise<void> {
  program.child.kill('SIGTERM');
  await program.ended;
}

/** A program from before fingerprints clears an error, and leaves the entry by which the fingerprint finds it: docs/upgrading.md. */
const isFingerprintLeft = (found: string): boolean => /^posting \d+:error:fp \S+ has [\d,]+ instead of /.test(found);

const format = (owner: string): Promise<string | null> =>
  fixture.redis.hget(`${fixture.prefix}:format:${owner}`, 'version');

test('the former program that is kept is what its commit builds, or is kept anew with UPDATE_FORMER=1', () => {
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  expect(digest(builtFormer() ?? keptFormer())).toBe(digest(keptFormer()));
});

test('a deployment of the former version is upgraded node by node under load, and nothing is lost', async () => {
  const nodes = [await start('former'), await start('former')];
  const login = await signIn(nodes[0]!.url);
  const load = new ApiLoad(
    nodes.map(({ url }) => url),
    login.accessToken,
  );
  const [report] = [await load.completed('tasks.export', { format: 'csv' }), await load.fill(60)];
  const [file, later] = [await load.fileOf(report), await load.createLater()];
  expect(await format('tasks')).toBeNull();
  await fixture.redis.hdel(`${fixture.prefix}:meta`, 'terms'); // as a version before the former one left it

  load.start();
  for (const old of nodes) {
    const { url } = await start('present');
    await load.goOnAt(url);
    load.leave(old.url);
    await stop(old);
    await load.goOn();
  }
  await load.stop();

  expect(load.ids.size).toBeGreaterThan(60);
  await eventually(async () => (await load.unfinished()) === 0, 60_000);
  expect(await load.states()).toEqual({ completed: load.ids.size, pending: 1 });
  expect((await load.task(later)).status).toBe('pending');
  expect(await load.fileOf(report)).toBe(file);
  await eventually(async () => (await format('tasks')) === '2');
  expect(await format('identity')).toBe('1');
  expect(await fixture.redis.hget(`${fixture.prefix}:meta`, 'terms')).not.toBeNull(); // the tasks were filed anew
  expect((await load.search('report-41')).length).toBe(1);
  for (const { child } of programs.filter(({ child: { exitCode } }) => exitCode === null)) {
    child.kill('SIGTERM');
  }
  await Promise.all(programs.map(({ ended }) => ended));
  expect((await findDisagreements(fixture)).filter((found) => !isFingerprintLeft(found))).toEqual([]);
});

describe('on data that is too new', () => {
  test.each(['tasks', 'identity'])('this program says so of %s and does not start', async (owner) => {
    await stop(await start('present'));
    await fixture.redis.hset(`${fixture.prefix}:format:${owner}`, { version: 1_000, oldest: 999 });
    const message = new RegExp(
      `^The data in Redis \\(${owner}, format 1000\\) is too new for this program, which knows format \\d+: format 999 must be known\\.[^\\n]+$`,
      'm',
    );
    await expect(start('present')).rejects.toThrow(message);
  });

  test('the former program looks at no format: it starts', async () => {
    await stop(await start('present'));
    await fixture.redis.hset(`${fixture.prefix}:format:tasks`, { version: 1_000, oldest: 999 });
    const { url } = await start('former');
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });
});
