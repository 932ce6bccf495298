import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { secretsKeys } from './secrets-keys.js';
import { loadSettings } from './settings.js';

const JWT_SECRET = 'correct horse battery staple, or something';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'task-queue-keys-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const keysOf = (env: Record<string, string> = {}) =>
  secretsKeys(loadSettings({ REDIS_URL: 'redis://localhost', DATA_DIR: dataDir, ...env }));

describe('the keys of secret params', () => {
  test('are those of the setting, in their order', () => {
    const [a, b] = ['correct horse battery staple, or', 'something else of 32 characters.'].map((text) =>
      Buffer.from(text),
    );
    const SECRETS_KEYS = `new_1:${a!.toString('base64')}, old-2:${b!.toString('base64url')}`;
    expect(keysOf({ SECRETS_KEYS })).toEqual([
      { id: 'new_1', key: a },
      { id: 'old-2', key: b },
    ]);
  });

  test('are one that is generated and kept, for this user alone and by a name that no other has', async () => {
    const [first] = keysOf();
    const file = join(dataDir, 'secrets-keys');
    expect(keysOf()).toEqual([first]);
    expect([first!.key.length, (await stat(file)).mode & 0o777]).toEqual([32, 0o600]);
    await rm(file);
    expect(keysOf()[0]!.id).not.toBe(first!.id);
  });

  test('are generated in production only where the program brought its own Redis', async () => {
    expect(keysOf({ NODE_ENV: 'production', JWT_SECRET })).toEqual([]);
    expect(keysOf({ NODE_ENV: 'production', EMBEDDED: 'true' })).toHaveLength(1);
  });

  test('that somebody wrote over stop the start, and are not told', async () => {
    await writeFile(join(dataDir, 'secrets-keys'), 'a:broken');
    expect(() => keysOf()).toThrow(/^Setting DATA_DIR: its file secrets-keys must look like(?!.*broken)/);
    expect(await readFile(join(dataDir, 'secrets-keys'), 'utf8')).toBe('a:broken');
  });
});
