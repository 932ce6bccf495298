import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Task } from '@task-queue/contracts';
import { eventually } from '../../testing/eventually.js';
import { callProgram, createTask } from '../../testing/program-client.js';
import { buildChaosProgram, startProgram, WITH_CHAOS_HANDLERS, type Program } from '../../testing/program.js';

jest.setTimeout(90_000);

/** Long enough that a thread which only waits for a processor loses none. */
const LEASE_MS = 4_000;
/** Longer than a lease, and than a connection waits for an answer. */
const BLOCK_MS = 9_000;

let dir: string;
let journal: string;
let api: Program;
let workers: readonly Program[];
let programs: Program[];
beforeAll(buildChaosProgram, 60_000);
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'task-queue-blocked-'));
  journal = join(dir, 'journal.ndjson');
  programs = [];
  api = await start('api');
  workers = [await start('worker'), await start('worker')];
});
afterEach(async () => {
  await Promise.all(programs.toReversed().map((program) => program.remove()));
  await rm(dir, { recursive: true });
});

async function start(role: 'api' | 'worker'): Promise<Program> {
  const env = {
    ROLE: role,
    CHAOS_JOURNAL: journal,
    JWT_SECRET: '3f9c61b7d04e8a2516cb97f0ea84d35b',
    WORKER_LEASE_MS: String(LEASE_MS),
    LOG_LEVEL: 'warn',
    ...(programs[0] ? { REDIS_PREFIX: programs[0].fixture.prefix } : {}),
  };
  const program = await startProgram(env, WITH_CHAOS_HANDLERS);
  programs.push(program);
  return program;
}

/** Runs a task that blocks its worker, to its end. */
async function run(task: object): Promise<Task> {
  const { id, accessToken } = await createTask(api.url, { type: 'chaos.block', ...task });
  const headers = { authorization: `Bearer ${accessToken}` };
  const seen = (): Promise<Task> => callProgram<Task>(api.url, `/api/tasks/${id}`, { headers });
  await eventually(async () => ['completed', 'failed'].includes((await seen()).status), 40_000);
  return seen();
}

/** How often its handler began. */
async function begun({ id }: Task): Promise<number> {
  const lines = (await readFile(journal, 'utf8')).split('\n');
  return lines.filter((line) => line.includes(id) && line.includes('"began"')).length;
}

describe('a handler that blocks the event loop of one of two workers', () => {
  test('for longer than a lease runs once, its result counts, and a warning names its task', async () => {
    const task = await run({ params: { blockMs: BLOCK_MS } });
    expect(task).toMatchObject({ status: 'completed', retryCount: 0, attempts: [{ outcome: 'completed' }] });
    const { pid } = task.result as { pid: number };
    expect(await begun(task)).toBe(1);
    const blocked = workers.find(({ child }) => child.pid === pid)!;
    let takenBy = 0;
    while (takenBy !== pid) {
      takenBy = ((await run({ params: { blockMs: 0 } })).result as { pid: number }).pid; // it goes on as if nothing had been
    }
    const warnings = blocked.lines.filter((line) => line.includes('"level":40') && !line.includes('NOT_PERSISTENT'));
    expect(warnings).toEqual([expect.stringContaining('the event loop was blocked')]);
    const { blockedMs, tasks } = JSON.parse(warnings[0]!) as { blockedMs: number; tasks: unknown };
    expect(tasks).toEqual([{ taskId: task.id, type: 'chaos.block' }]);
    expect(blockedMs).toBeGreaterThan(BLOCK_MS - 500);
  });

  test('past its deadline loses the task', async () => {
    const task = await run({ params: { blockMs: 3_600_000 }, timeoutMs: 3_000, maxRetries: 0 });
    expect(task).toMatchObject({ status: 'failed', error: { code: 'WORKER_LOST' } });
    const [{ startedAt, finishedAt }] = task.attempts as [Task['attempts'][0]];
    expect(Date.parse(finishedAt!) - Date.parse(startedAt)).toBeGreaterThan(3_000);
    expect(await begun(task)).toBe(1);
  });
});
