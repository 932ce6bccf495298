import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runTask } from '@task-queue/tasks/testing';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const README = readFileSync(`${ROOT}README.md`, 'utf8');

/** The first block of code in this language. */
function snippet(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(README)![1]!;
}

describe('the README', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  test('shows a handler that works', async () => {
    const file = `${ROOT}apps/api/testing/from-readme.task.ts`;
    writeFileSync(file, snippet('ts'));
    try {
      const { GreetTask } = (await import(file)) as { GreetTask: new () => { run(): string } };
      const { result, progress } = await runTask(new GreetTask(), { name: 'Ada' });
      expect(result).toBe('Hello Ada');
      expect(progress).toEqual([{ percent: 50, text: 'thinking of something nice' }]);
    } finally {
      rmSync(file);
    }
  });

  test('shows a client that hears of a task', async () => {
    const { accessToken } = await api.login('admin');
    const client = spawn(process.execPath, ['--input-type=module', '-e', snippet('js')], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], TASKS_URL: api.url, TOKEN: accessToken },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: client.stdout })) {
      lines.push(line);
      if (line.startsWith('listening')) {
        await api.create(accessToken, { type: 'demo.steps', title: 'Nightly', params: { steps: 2, stepMs: 5 } });
      } else if (line.includes('done:')) {
        break;
      }
    }
    client.kill();
    expect(lines[0]).toMatch(/^listening since \d+-\d+$/);
    expect(lines.slice(1, -1).every((line) => /^Nightly \d+ %$/.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(/^Nightly done: /);
  });

  test('shows the module in a host of one’s own as the example has it', () => {
    const example = readFileSync(`${ROOT}examples/host/src/app.module.ts`, 'utf8');
    expect(example).toContain(snippet('typescript').trim());
  });

  test('names every setting', async () => {
    const { SETTING_NAMES } = await import('../settings/setting-values.js'); // filled by the class of settings
    const hidden = ['EMBEDDED', 'NODE_ENV']; // set by npm start
    expect(SETTING_NAMES.filter((name) => !hidden.includes(name) && !README.includes(`\`${name}\``))).toEqual([]);
  });
});
