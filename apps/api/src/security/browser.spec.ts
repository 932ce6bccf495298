import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoginResponse } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { PASSWORD, startApi, type RequestOptions, type RunningApi } from '../../testing/start-api.js';

const FRIEND = 'https://friend.example';
const STRANGER = 'https://stranger.example';
/** What a proxy that ends TLS says. */
const PROXIED = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.5', 'x-forwarded-host': 'tq.example' };

let api: RunningApi;
let open: RunningApi;
beforeAll(async () => {
  api = await startApi();
  open = await startApi({ CORS_ORIGINS: FRIEND, TRUST_PROXY: 'loopback' });
});
afterAll(() => Promise.all([api.stop(), open.stop()]));

const signIn = (to: RunningApi, headers: Record<string, string> = {}): Promise<Answer<LoginResponse>> =>
  to.request('POST', '/api/auth/login', { body: { username: 'admin', password: PASSWORD }, headers });
const refreshCookie = (answer: Answer<unknown>): string =>
  answer.headers.getSetCookie().find((cookie) => cookie.includes('task-queue-refresh'))!;
const pairOf = (cookie: string): string => cookie.split(';')[0]!;

describe('cookie', () => {
  test('no script can read it and no other site sends it; nothing is kept beside the two we need', async () => {
    const answer = await signIn(api);
    const cookies = answer.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0]!.replace(/-[0-9a-f]{8}$/, ''))).toEqual([
      'task-queue-refresh',
      'task-queue-device',
    ]);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; SameSite=Strict/);
      expect(cookie).toMatch(/; Path=\//);
      expect(cookie).not.toMatch(/Domain=/i);
    }
    expect(JSON.stringify(answer.body)).not.toContain(pairOf(cookies[0]!).split('=')[1]);
  });

  test('behind a trusted proxy that ends TLS it is __Host- and Secure, and works', async () => {
    const answer = await signIn(open, PROXIED);
    for (const cookie of answer.headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-task-queue-(refresh|device)-[0-9a-f]{8}=/);
      expect(cookie).toMatch(/; Secure/);
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; SameSite=Strict/);
    }
    const headers = { ...PROXIED, cookie: pairOf(refreshCookie(answer)), origin: 'https://tq.example' };
    expect((await open.request('POST', '/api/auth/refresh', { headers })).status).toBe(200);
    // The same token without its prefix may have been planted by another host: not ours.
    const planted = { ...headers, cookie: headers.cookie.replace('__Host-', '') };
    expect((await open.request('POST', '/api/auth/refresh', { headers: planted })).status).toBe(401);
  });

  test('what an untrusted proxy says is not believed', async () => {
    expect(refreshCookie(await signIn(api, PROXIED))).toMatch(/^task-queue-refresh-[0-9a-f]{8}=/);
  });

  test('logging out takes it away', async () => {
    const cookie = pairOf(refreshCookie(await signIn(api)));
    const answer = await api.request('POST', '/api/auth/logout', { headers: { cookie } });
    expect(refreshCookie(answer)).toMatch(/^task-queue-refresh-[0-9a-f]{8}=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/i);
  });
});

describe('CSRF', () => {
  test.each([
    ['cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sister host', { 'sec-fetch-site': 'same-site' }, 403],
    ['a stranger’s Origin, in an older browser', { origin: STRANGER }, 403],
    ['the Origin null of a sandboxed frame', { origin: 'null' }, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 200],
    ['a program without a browser', {}, 200],
  ])('refresh and logout from %s', async (_name, headers, status) => {
    const cookie = pairOf(refreshCookie(await signIn(api)));
    const call = (path: string) => api.request('POST', path, { headers: { cookie, ...headers } });
    expect((await call('/api/auth/refresh')).status).toBe(status);
    expect((await call('/api/auth/logout')).status).toBe(status === 200 ? 204 : status);
    const after = await api.request('POST', '/api/auth/refresh', { headers: { cookie } });
    expect(after.status).toBe(status === 200 ? 401 : 200); // what was refused has ended nothing
  });

  test('a listed origin may refresh', async () => {
    const headers = { cookie: pairOf(refreshCookie(await signIn(open))), 'sec-fetch-site': 'cross-site' };
    const refreshFrom = async (origin: string): Promise<number> =>
      (await open.request('POST', '/api/auth/refresh', { headers: { ...headers, origin } })).status;
    expect(await refreshFrom(STRANGER)).toBe(403);
    expect(await refreshFrom(FRIEND)).toBe(200);
  });
});

describe('CORS', () => {
  const preflight = (to: RunningApi, origin: string, method = 'PATCH'): Promise<Answer<string>> =>
    to.request('OPTIONS', '/api/users/x', {
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const allowOrigin = ({ headers }: Answer<unknown>): string | null => headers.get('access-control-allow-origin');

  test('is closed by default, to the preflight and to the call', async () => {
    const refused = await preflight(api, FRIEND);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(allowOrigin(refused)).toBeNull();
    expect(allowOrigin(await api.request('GET', '/api/tasks', { headers: { origin: FRIEND } }))).toBeNull();
  });

  test('is open for a listed origin, for every method of ours, with credentials', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status, headers } = await preflight(open, FRIEND, method);
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(FRIEND);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('access-control-allow-methods')).toContain(method);
      expect(headers.get('access-control-allow-headers')).toContain('authorization');
    }
    const { headers } = await open.request('GET', '/api/tasks', { headers: { origin: FRIEND } });
    expect(headers.get('access-control-expose-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['ratelimit', 'ratelimit-policy', 'retry-after']),
    );
    const { accessToken: token } = await open.login('admin');
    const answer = await open.request('GET', '/api/tasks', { token, headers: { origin: FRIEND } });
    expect([answer.status, allowOrigin(answer)]).toEqual([200, FRIEND]);
    expect(answer.headers.get('access-control-expose-headers')).toContain('location');
    const refusal = await open.request('GET', '/api/nowhere', { token, headers: { origin: FRIEND } });
    expect([refusal.status, allowOrigin(refusal)]).toEqual([404, FRIEND]);
    expect(refusal.headers.get('vary')?.toLowerCase()).toMatch(/origin.*accept-language/);
  });

  test('stays closed for everybody else', async () => {
    for (const origin of [STRANGER, `${FRIEND}.evil.example`, 'http://friend.example', 'null']) {
      expect(allowOrigin(await preflight(open, origin))).toBeNull();
    }
  });
});

describe('headers', () => {
  test.each(['/health/live', '/api/tasks', '/api/nowhere', '/api/docs'])('%s carries all of them', async (path) => {
    const { headers } = await api.request('GET', path);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });

  const large = `"${'x'.repeat(400_000)}"`;
  test.each<[number, string, string, RequestOptions]>([
    [400, 'GET', '/api/tasks/%E0%A4%A', {}],
    [400, 'POST', '/api/auth/login', { body: '{' }],
    [401, 'GET', '/api/tasks', {}],
    [404, 'GET', '/api/nowhere', {}],
    [404, 'GET', '/nowhere.js', {}],
    [405, 'PUT', '/api/tasks', {}],
    [405, 'DELETE', '/health/live', {}],
    [413, 'POST', '/api/auth/login', { body: large }],
    [415, 'POST', '/api/auth/login', { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    [422, 'POST', '/api/auth/login', { body: {} }],
    [431, 'GET', `/api/tasks?q=${'x'.repeat(20_000)}`, {}],
  ])('a refusal with %i of %s %s carries all of them', async (status, method, path, options) => {
    const answer = await api.request(method, path, options);
    expect(answer.status).toBe(status);
    const { headers } = answer;
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe(path.startsWith('/api/') ? 'no-store' : null);
    expect(headers.get('x-request-id')).toMatch(/^[\w-]+$/);
  });

  test('answers of the API are kept by nobody on the way', async () => {
    const { accessToken: token } = await api.login('admin');
    for (const path of ['/api/auth/me', '/api/tasks', '/api/users']) {
      expect((await api.request('GET', path, { token })).headers.get('cache-control')).toBe('no-store');
    }
    expect((await signIn(api)).headers.get('cache-control')).toBe('no-store');
  });
});
