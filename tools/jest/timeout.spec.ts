import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { rootDir } from '../lib/workspace.mjs';

test('a test has half a minute unless it says otherwise: Jest takes that from the whole and not from a project', () => {
  const shown = execFileSync(process.execPath, ['node_modules/jest/bin/jest.js', '--showConfig'], { cwd: rootDir });
  const { globalConfig } = JSON.parse(String(shown)) as { globalConfig: { testTimeout?: number } };
  expect(globalConfig.testTimeout).toBe(30_000);
});
