import { describe, expect, test } from '@jest/globals';
import { PASSWORD, startApi } from '../../testing/start-api.js';

/** Single sign-on at a provider that nobody asks here. */
const SETTINGS = {
  OIDC_ISSUER: 'http://127.0.0.1:9',
  OIDC_CLIENT_ID: 'task-queue',
  OIDC_CLIENT_SECRET: 'secret',
  PUBLIC_URL: 'http://tasks.example',
  JWT_SECRET: 'a secret of at least thirty-two characters',
};

describe('passwords for administrators alone', () => {
  test('let in administrators, tell others where to go, and end the sessions that others had by one', async () => {
    const before = await startApi(SETTINGS);
    const { prefix } = before.fixture;
    const { user } = await before.person('local');
    const cookieOf = async (username: string): Promise<string> => {
      const { headers } = await before.request('POST', '/api/auth/login', { body: { username, password: PASSWORD } });
      return headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
    };
    const cookies = [await cookieOf('local'), await cookieOf('admin')];
    const after = await startApi({
      ...SETTINGS,
      REDIS_PREFIX: prefix,
      LOCAL_LOGIN: 'administrator',
    });
    try {
      expect((await after.login('admin')).user.role).toBe('admin');
      const login = (password: string) =>
        after.request('POST', '/api/auth/login', { body: { username: 'local', password } });
      expect(await login(PASSWORD)).toMatchObject({ status: 403, body: { code: 'LOCAL_LOGIN_OFF' } });
      expect(await login('a guess of somebody')).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
      const refresh = async (cookie: string): Promise<number> =>
        (await after.request('POST', '/api/auth/refresh', { headers: { cookie } })).status;
      expect([user.role, await Promise.all(cookies.map(refresh))]).toEqual(['user', [401, 200]]);
    } finally {
      await after.stop();
      await before.stop();
    }
  });
});
