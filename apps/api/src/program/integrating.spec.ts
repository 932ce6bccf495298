import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TaskChange } from '@task-queue/client';
import type { CreatedToken } from '@task-queue/contracts';
import { eventually } from '../../testing/eventually.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/integrating.md`, 'utf8');
const run = promisify(execFile);

/** The blocks of code in this language. */
const snippets = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code]) => code!);

let api: RunningApi;
let folder: string;
let people = 0;
let places: { readonly TASKS_URL: string; readonly TASKS_TOKEN: string };
beforeAll(async () => {
  api = await startApi();
  folder = mkdtempSync(join(tmpdir(), 'integrating-'));
});
/** Somebody else each time: the same key of another person is another task. */
beforeEach(async () => {
  const { accessToken } = await api.person(`integrator-${(people += 1)}`);
  const body = { name: 'of a test', scopes: ['tasks:create', 'tasks:read'] };
  const { token } = (await api.request<CreatedToken>('POST', '/api/tokens', { token: accessToken, body })).body;
  places = { TASKS_URL: api.url, TASKS_TOKEN: token };
  Object.assign(process.env, places);
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a program on a snippet in a folder of its own; what it says and leaves there, or `null` where the machine has no such program. */
async function runIn(name: string, program: string, args: readonly string[]): Promise<string | null> {
  const cwd = mkdtempSync(join(folder, name));
  const env = { ...places, PATH: process.env['PATH'], HOME: folder };
  try {
    const { stdout } = await run(program, [...args], { cwd, env, timeout: 60_000 });
    return stdout + readdirSync(cwd).join();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** What a snippet exports. */
async function imported<Exports>(code: string): Promise<Exports> {
  const file = `${ROOT}apps/api/testing/from-integrating-${Date.now()}.ts`;
  writeFileSync(file, code);
  try {
    return (await import(file)) as Exports;
  } finally {
    rmSync(file);
  }
}

describe('the page for integrators', () => {
  test('shows how curl creates a task, waits for it and fetches its file', async () => {
    const [code] = snippets('bash');
    const said = (await runIn('curl', 'curl', ['--version'])) && (await runIn('curl', 'bash', ['-euc', code!]));
    expect(said ?? 'tasks-.csv').toMatch(/tasks-.*\.csv$/);
  });

  test('shows how Python does, with its standard library', async () => {
    const [code] = snippets('python');
    const said = await runIn('python', 'python3', ['-c', code!]);
    expect(said ?? 'tasks-.csv').toMatch(/tasks-.*\.csv$/);
  });

  test('shows how a program does by the client, once a day', async () => {
    const { exportTasks } = await imported<{ exportTasks(day: string, file: string): Promise<void> }>(
      snippets('ts')[0]!,
    );
    const [file, again] = [join(folder, 'a.csv'), join(folder, 'again.csv')];
    await exportTasks('2026-11-23', file);
    await exportTasks('2026-11-23', again);
    expect(readFileSync(file, 'utf8')).toContain('"id","type","title"');
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(file, 'utf8'));
  });

  test('shows how a program follows what happens, from where it was when it ended', async () => {
    type Follow = (cursorFile: string, handle: (change: TaskChange) => Promise<void>) => Promise<void>;
    const { follow } = await imported<{ follow: Follow }>(snippets('ts')[1]!);
    const cursorFile = join(folder, 'cursor');
    const create = (title: string) =>
      api.create(places.TASKS_TOKEN, { type: 'demo.steps', title, runAt: '2099-01-01T00:00:00Z' });
    const heard: string[] = [];
    const followUntil = async (last: string): Promise<void> => {
      await expect(
        follow(cursorFile, async (change) => {
          const title = change.name === 'reset' ? 'reset' : change.event.title;
          if (title === last) {
            throw new Error('it dies');
          }
          heard.push(title);
        }),
      ).rejects.toThrow('it dies');
    };
    const first = followUntil('second');
    await eventually(async () => {
      await create('first');
      return heard.length > 0;
    });
    await create('second');
    await first;
    await create('third');
    await followUntil('third');
    expect([...new Set(heard)]).toEqual(['first', 'second']);
  });
});
