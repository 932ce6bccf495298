import { expect, test } from '@jest/globals';
import { createApp } from '../create-app.js';
import { requireFirstPassword } from './first-password.js';
import { loadSettings, type Settings } from './settings.js';

const JWT_SECRET = '9rV2kq-Lw7Zt_x0BfJc4mYhNs8Gd3PuE';

const settingsOf = (ADMIN_PASSWORD: string, NODE_ENV = 'production'): Settings =>
  loadSettings({ REDIS_URL: 'redis://127.0.0.1:6379', JWT_SECRET, ADMIN_USERNAME: 'boss', ADMIN_PASSWORD, NODE_ENV });

test.each(['starwars', 'Michelle'])(
  'in production the first administrator’s password is none that is tried first: not %s',
  async (password) => {
    const started = createApp(settingsOf(password), null);
    await expect(started).rejects.toThrow(/^Setting ADMIN_PASSWORD: /);
    await expect(started).rejects.not.toThrow(password);
    await expect(requireFirstPassword(settingsOf(password, 'development'))).resolves.toBeUndefined();
  },
);

test.each(['correct horse battery', 'Boss2026!!'])('%s is good', async (password) => {
  await expect(requireFirstPassword(settingsOf(password))).resolves.toBeUndefined();
});
