import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { SETTING_NAMES } from '../settings/setting-values.js';
import { loadSettings } from '../settings/settings.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const lines = [...read('deploy/systemd/task-queue.service').matchAll(/^(\w+)=(.*)$/gm)];
const unit = new Map(lines.map(([, name, value]) => [name!, value!]));
const settings = Object.fromEntries(
  unit
    .get('Environment')!
    .split(' ')
    .map((one) => one.split('=') as [string, string]),
);
/** The file of settings that the docs show for the unit. */
const given = Object.fromEntries(
  [.../```ini\n([\s\S]*?)```/.exec(read('docs/operations.md'))![1]!.matchAll(/^(\w+)=(.*)$/gm)].map(
    ([, name, value]) => [name!, value!],
  ),
);

test('the unit of systemd starts what the image starts, from the folder of a clone', () => {
  const folder = unit.get('WorkingDirectory')!;
  const [node = '', ...args] = unit.get('ExecStart')!.split(' ');
  const [, command] = /^CMD (\[.*\])$/m.exec(read('Dockerfile'))!;
  expect(['node', ...args]).toEqual(JSON.parse(command!));
  expect(existsSync(join(ROOT, relative(folder, node)))).toBe(true);
});

test('the unit of systemd and its file of settings have such as the program takes, and time to end', () => {
  const all = { ...settings, ...given };
  expect(Object.keys(all).filter((name) => !SETTING_NAMES.includes(name))).toEqual([]);
  expect(() => loadSettings(all)).toThrow('JWT_SECRET'); // what is shown is nobody's secret
  const { DATA_DIR, SHUTDOWN_GRACE_MS } = loadSettings({ ...all, JWT_SECRET: '3f9c61b7d04e8a2516cb97f0ea84d35b' });
  expect(DATA_DIR).toBe(`/var/lib/${unit.get('StateDirectory')}`);
  expect(Number(unit.get('TimeoutStopSec')) * 1000).toBeGreaterThan(SHUTDOWN_GRACE_MS + 2_000);
});
