import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'task-queue-bootstrap-'));
  for (const folder of ['tools', 'bin']) {
    mkdirSync(join(dir, folder));
  }
  copyFileSync('tools/bootstrap.mjs', join(dir, 'tools/bootstrap.mjs'));
  writeFileSync(join(dir, 'package.json'), '{}');
  writeFileSync(join(dir, 'package-lock.json'), '{}');
  writeFileSync(join(dir, 'tools/probe.ts'), `console.log('NODE_ENV is', process.env['NODE_ENV']);`);
  // Stands for npm, which would take a minute: writes down its arguments and puts a Node where the packaged one goes.
  const npm = join(dir, 'bin/npm');
  writeFileSync(
    npm,
    `#!/bin/sh\necho "$@" > "${dir}/arguments"\nmkdir -p node_modules/.bin\nln -s "${process.execPath}" node_modules/.bin/node\n`,
  );
  chmodSync(npm, 0o755);
});
afterEach(() => rmSync(dir, { recursive: true }));

test('the commands install all packages and run the same, whatever NODE_ENV and npm settings the machine has', () => {
  const { status, stdout } = spawnSync(process.execPath, [join(dir, 'tools/bootstrap.mjs'), 'probe'], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: join(dir, 'bin') + delimiter + process.env['PATH'],
      NODE_ENV: 'production',
      NODE_OPTIONS: '',
    },
  });
  expect(stdout).toContain('NODE_ENV is undefined');
  expect(status).toBe(0);
  expect(readFileSync(join(dir, 'arguments'), 'utf8').split(/\s/)).toEqual(
    expect.arrayContaining(['install', '--include=dev', '--include=optional', '--ignore-scripts=false']),
  );
});

/** A command as npm starts it: what it prints, and it ended. @param told - is called when it runs, with what npm starts it by */
async function commandThat(stops: string, told: (npm: ChildProcess) => void): Promise<string> {
  writeFileSync(join(dir, 'tools/probe.ts'), `${stops}; console.log('up'); setInterval(() => undefined, 1_000);`);
  const npm = spawn('sh', ['-c', '"$0" tools/bootstrap.mjs probe & wait', process.execPath], {
    cwd: dir,
    env: { ...process.env, PATH: join(dir, 'bin') + delimiter + process.env['PATH'], NODE_OPTIONS: '' },
    detached: true, // a group of its own, as of a terminal or a supervisor
  });
  let said = '';
  npm.stdout.on('data', (text: Buffer) => {
    said += text.toString();
    if (said.endsWith('up\n')) {
      told(npm);
    }
  });
  await once(npm, 'close');
  return said;
}

test('a command whose npm was ended is told once to stop: twice would mean at once', async () => {
  const said = await commandThat(
    `process.on('SIGTERM', () => { console.log('told'); setTimeout(() => process.exit(), 800); })`,
    (npm) => npm.kill('SIGTERM'),
  );
  expect(said.match(/told/g)).toEqual(['told']);
}, 30_000);

test.each(['SIGTERM', 'SIGINT'] as const)(
  'a supervisor that sends %s to all of npm start, npm and itself, lets running tasks end',
  async (signal) => {
    mkdirSync(join(dir, 'tools/lib'));
    copyFileSync('tools/lib/stop-requests.ts', join(dir, 'tools/lib/stop-requests.ts'));
    const said = await commandThat(
      `import { hearStopRequests } from './lib/stop-requests.ts';
      hearStopRequests(
        () => { console.log('in its time'); setTimeout(() => process.exit(), 800); },
        () => { console.log('at once'); process.exit(); },
      )`,
      ({ pid }) => process.kill(-pid!, signal),
    );
    expect(said).toContain('in its time');
    expect(said).not.toContain('at once');
  },
  30_000,
);
