import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findOnPath, installDebianPackage, run, versionOfDebianPackage } from './commands.ts';

let dir: string;
let originalPath: string | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'task-queue-commands-'));
  originalPath = process.env['PATH'];
  process.env['PATH'] = ['first', 'second'].map((folder) => join(dir, folder)).join(delimiter);
});
afterEach(() => {
  process.env['PATH'] = originalPath;
  rmSync(dir, { recursive: true });
});

/** Puts a file into a folder of the PATH; its path. */
function place(folder: string, name: string, mode = 0o755): string {
  const path = join(dir, folder, name);
  mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

describe('a program on the PATH', () => {
  test('is found in the folder that comes first', () => {
    const first = place('first', 'redis-server');
    place('second', 'redis-server');
    expect(findOnPath('redis-server')).toBe(first);
  });

  test('is the name given first, in whichever folder it is', () => {
    place('first', 'valkey-server');
    const redis = place('second', 'redis-server');
    expect(findOnPath('redis-server', 'valkey-server')).toBe(redis);
  });

  test('may have a later name', () => {
    const valkey = place('second', 'valkey-server');
    expect(findOnPath('redis-server', 'valkey-server')).toBe(valkey);
  });

  test('is not a file that cannot be executed', () => {
    place('first', 'redis-server', 0o644);
    expect(findOnPath('redis-server')).toBeNull();
  });

  test('is nothing where the PATH is missing', () => {
    delete process.env['PATH'];
    expect(findOnPath('no-such-program')).toBeNull();
  });
});

test('a Debian package is not installed where there is no apt-get', () => {
  expect(installDebianPackage('redis-server')).toBe(false);
});

describe('the version of a Debian package', () => {
  const asked = (says: string): string | null => {
    writeFileSync(place('first', 'dpkg-query'), `#!/bin/sh\n${says}\n`);
    return versionOfDebianPackage('chromium-common');
  };

  test('is the one that is installed', () => {
    expect(asked('printf "installed 150.0-1~deb12u1"')).toBe('150.0-1~deb12u1');
  });

  test.each([
    ['that was removed', 'printf "config-files 150.0-1"'],
    ['that is not known', 'exit 1'],
  ])('is none of one %s', (_what, says) => {
    expect(asked(says)).toBeNull();
  });

  test('is none where there is no dpkg', () => {
    expect(versionOfDebianPackage('chromium-common')).toBeNull();
  });
});

describe('a program that is run', () => {
  test.each([0, 3])('gives its exit code %i', async (code) => {
    expect(await run(process.execPath, ['-e', `process.exit(${code})`])).toBe(code);
  });

  test('is a failure where a signal ended it', async () => {
    expect(await run(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'])).toBe(1);
  });

  test('is refused where there is no such program', async () => {
    await expect(run(join(dir, 'missing'), [])).rejects.toThrow('ENOENT');
  });

  test('gets the environment it is given', async () => {
    const isGiven = 'process.exit(process.env.GIVEN === "yes" ? 0 : 1)';
    expect(await run(process.execPath, ['-e', isGiven], { GIVEN: 'yes' })).toBe(0);
  });
});

describe('a tool', () => {
  /** Runs a tool whose main function has this body, in a process of its own. */
  function runTool(body: string): { status: number | null; stderr: string } {
    const commands = JSON.stringify(new URL('./commands.ts', import.meta.url).href);
    const code = `import { main, UsageError } from ${commands}; main(async () => { ${body} });`;
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: {}, timeout: 20_000 });
    return { status, stderr };
  }

  test('ends with the exit code of its main function', () => {
    expect(runTool('return 3;')).toEqual({ status: 3, stderr: '' });
  });

  test('ends although something goes on', () => {
    expect(runTool('setInterval(() => undefined, 1_000); return 3;')).toEqual({ status: 3, stderr: '' });
  });

  test('says a fault that the person can mend in one line', () => {
    expect(runTool('throw new UsageError("Redis is missing");')).toEqual({ status: 1, stderr: 'Redis is missing\n' });
  });

  test('shows where any other fault came from', () => {
    const { status, stderr } = runTool('throw new TypeError("broken");');
    expect(status).toBe(1);
    expect(stderr).toMatch(/TypeError: broken\n +at /);
  });
});
