import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from 'jest';
import { rootDir } from '../lib/workspace.mjs';

/** What a file of tests found, as it says with `console.log('FOUND ' + …)`. */
export type Found = Readonly<Record<string, unknown>>;

/** Runs the files of tests of a workspace, two of them, in one worker. @returns what each found, in the order in which they ran */
export function findingsOf(files: Readonly<Record<string, string>>, preset: Config): readonly [Found, Found] {
  const place = join(rootDir, 'dist/jest'); // where the preset's packages are found
  mkdirSync(place, { recursive: true });
  const dir = mkdtempSync(join(place, 'two-files-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(dir, file, '..'), { recursive: true });
      writeFileSync(join(dir, file), text);
    }
    const config = { ...preset, rootDir: dir, globalSetup: undefined, globalTeardown: undefined };
    const args = [join(rootDir, 'node_modules/jest/bin/jest.js'), '--runInBand', '--config', JSON.stringify(config)];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' });
    const found = [...`${stdout}${stderr}`.matchAll(/FOUND (.*)/g)].map(([, json]) => JSON.parse(json!) as Found);
    if (found.length !== 2) {
      throw new Error(`${stdout}${stderr}`);
    }
    return [found[0]!, found[1]!];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
