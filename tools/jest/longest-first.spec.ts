import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rootDir } from '../lib/workspace.mjs';
import LongestFirst from './longest-first.cjs';

const LARGE = 'apps/api/src/audit/audit.spec.ts';
const SMALL = 'apps/api/src/audit/routes.spec.ts';
const INSTALLS = 'tools/hosts/nest-more.spec.ts';
const COLLECTS = 'libs/task-handlers/src/export/export-memory.spec.ts';

test('what collects garbage begins before its worker is full, then what installs packages, then the rest by size', async () => {
  const context = {
    config: { id: 'order', cacheDirectory: join(tmpdir(), 'task-queue-no-cache'), haste: {} },
    hasteFS: { getSize: (path: string) => statSync(path).size },
  };
  const tests = [SMALL, LARGE, INSTALLS, COLLECTS].map((file) => ({ path: join(rootDir, file), context }));
  const sorted = await new LongestFirst({}).sort(tests);
  expect(sorted.map(({ path }) => path.slice(rootDir.length))).toEqual([COLLECTS, INSTALLS, LARGE, SMALL]);
});
