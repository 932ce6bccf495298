import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage, CreatedToken, LoginResponse, OwnSession, OwnSessions, UserRole } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { listen } from '../../testing/live-listener.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';
const DAY_S = 86_400;

let api: RunningApi;
let admin: LoginResponse;
beforeAll(async () => {
  api = await startApi({ TRUST_PROXY: 'loopback' });
  admin = await api.login('admin');
});
afterAll(() => api.stop());

let people = 0;
const somebody = (role?: UserRole): Promise<LoginResponse> => api.person(`somebody-${(people += 1)}`, role);

const signIn = (
  { user: { username } }: LoginResponse,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<LoginResponse>> =>
  api.request('POST', '/api/auth/login', { body: { username, password: PASSWORD }, headers });
const listOf = async ({ accessToken: token }: LoginResponse): Promise<readonly OwnSession[]> =>
  (await api.request<OwnSessions>('GET', '/api/auth/sessions', { token })).body.items;
const statusOf = async ({ accessToken: token }: LoginResponse, method: string, path: string): Promise<number> =>
  (await api.request(method, path, { token })).status;
const idOf = async (session: LoginResponse): Promise<string> => (await listOf(session))[0]!.id;
const cookieOf = (answer: Answer<unknown>): string => answer.headers.get('set-cookie')!.split(';')[0]!;
const refresh = (cookie: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer<LoginResponse>> =>
  api.request('POST', '/api/auth/refresh', { headers: { cookie, ...headers } });

describe('sessions', () => {
  test('are listed with when they began, when, from where and by what they were used, the one that asks first', async () => {
    const beganMs = Date.now();
    const first = await somebody();
    const elsewhere = { 'user-agent': FIREFOX, 'x-forwarded-for': '192.0.2.7' };
    const second = (await signIn(first, elsewhere)).body;
    const [present, other, ...more] = await listOf(second);
    expect(more).toEqual([]);
    expect(present).toMatchObject({ isCurrent: true, client: 'Firefox', system: 'Windows', address: '192.0.2.7' });
    expect(other).toMatchObject({ isCurrent: false, address: '127.0.0.1' });
    expect(Math.abs(Date.parse(present!.beganAt!) - beganMs)).toBeLessThan(60_000);
    expect(present!.lastUsedAt).toMatch(/T\d\d:\d\d:00\.000Z$/);
    expect((await listOf(first)).map(({ id }) => id)).toEqual([other!.id, present!.id]);
  });

  test('say from where they were used last, once a minute', async () => {
    const answer = await signIn(await somebody());
    const { redis, prefix } = api.fixture;
    const id = await idOf(answer.body);
    const addressOf = async (): Promise<string | null> => (await listOf(answer.body))[0]!.address;
    await redis.hset(`${prefix}:session:${id}`, 'used', 0); // as though a minute had passed
    expect((await refresh(cookieOf(answer), { 'x-forwarded-for': '192.0.2.8' })).status).toBe(200);
    expect(await addressOf()).toBe('192.0.2.8');
    await redis.hset(`${prefix}:session:${id}`, 'used', 0);
    expect(await addressOf()).toBe('127.0.0.1');
  });

  test('of one’s own are ended at once, their sockets too, and no others', async () => {
    const first = await somebody();
    const second = (await signIn(first)).body;
    const [socket, spared] = [await listen(api.url, second.accessToken), await listen(api.url, first.accessToken)];
    expect(await socket.subscribe({})).toMatchObject({ ok: true });
    const id = await idOf(second);
    expect(await statusOf(first, 'DELETE', `/api/auth/sessions/${id}`)).toBe(204);
    expect(await statusOf(second, 'GET', '/api/auth/me')).toBe(401);
    await socket.closed();
    expect(spared.client.connected).toBe(true);
    expect((await listOf(first)).map(({ isCurrent }) => isCurrent)).toEqual([true]);
    expect(await statusOf(first, 'DELETE', `/api/auth/sessions/${id}`)).toBe(404);
    spared.client.disconnect();
  });

  test('of others are none, whoever asks', async () => {
    const [ann, ben] = [await somebody(), await somebody()];
    const id = await idOf(ann);
    for (const other of [ben, admin]) {
      expect(await statusOf(other, 'DELETE', `/api/auth/sessions/${id}`)).toBe(404);
    }
    expect(await statusOf(ann, 'GET', '/api/auth/me')).toBe(200);
  });

  test('but the one that asks are ended together', async () => {
    const first = await somebody();
    const [second, third] = [(await signIn(first)).body, (await signIn(first)).body];
    expect(await statusOf(second, 'DELETE', '/api/auth/sessions')).toBe(204);
    const statuses = [first, second, third].map((session) => statusOf(session, 'GET', '/api/auth/me'));
    expect(await Promise.all(statuses)).toEqual([401, 200, 401]);
  });

  test('that end themselves take their cookie along', async () => {
    const answer = await signIn(await somebody());
    const path = `/api/auth/sessions/${await idOf(answer.body)}`;
    const ended = await api.request('DELETE', path, { token: answer.body.accessToken });
    expect([ended.status, ended.headers.get('set-cookie')]).toEqual([204, expect.stringMatching(/Max-Age=0|1970/)]);
    expect((await refresh(cookieOf(answer))).status).toBe(401);
  });

  test('are not managed by access tokens', async () => {
    const person = await somebody('admin');
    const body = { name: 'all of it', scopes: ['admin'] };
    const made = await api.request<CreatedToken>('POST', '/api/tokens', { token: person.accessToken, body });
    const calls = [
      'GET /api/auth/sessions',
      'DELETE /api/auth/sessions',
      `DELETE /api/auth/sessions/${await idOf(person)}`,
    ];
    for (const [method, path] of calls.map((call) => call.split(' ') as [string, string])) {
      const { status } = await api.request(method, path, { token: made.body.token });
      expect([method, path, status]).toEqual([method, path, 403]);
    }
  });

  test('of a person are ended by administrators, and the account goes on', async () => {
    const person = await somebody();
    expect(await statusOf(admin, 'DELETE', `/api/users/${person.user.id}/sessions`)).toBe(204);
    expect(await statusOf(person, 'GET', '/api/auth/me')).toBe(401);
    expect((await signIn(person)).status).toBe(200);
    expect(await statusOf(admin, 'DELETE', '/api/users/nobody/sessions')).toBe(404);
  });

  test('end after thirty days, however often they are used; one that says no beginning begins now', async () => {
    const { redis, prefix } = api.fixture;
    const answer = await signIn(await somebody());
    const key = `${prefix}:session:${await idOf(answer.body)}`;
    await redis.hdel(key, 'began', 'used', 'address', 'client', 'system'); // as another version wrote it
    expect((await listOf(answer.body))[0]).toMatchObject({ beganAt: null, client: null, system: null });
    const second = await refresh(cookieOf(answer));
    expect(Number(await redis.hget(key, 'began'))).toBeGreaterThan(Date.now() / 1000 - 60);
    await redis.hset(key, 'began', Math.floor(Date.now() / 1000) - 30 * DAY_S + 60);
    const third = await refresh(cookieOf(second));
    expect(third.status).toBe(200);
    await redis.hset(key, 'began', Math.floor(Date.now() / 1000) - 30 * DAY_S);
    expect((await refresh(cookieOf(third))).status).toBe(401);
    expect(await redis.exists(key)).toBe(0);
    expect(await endedOf(answer.body)).toEqual([{ action: 'auth.refresh', after: { ended: true, because: 'tooOld' } }]);
  });

  test('end where a token comes again that was replaced, which the audit log has', async () => {
    const answer = await signIn(await somebody());
    const next = await refresh(cookieOf(answer));
    expect(await statusOf(next.body, 'GET', '/api/auth/me')).toBe(200);
    const { redis, prefix } = api.fixture;
    await redis.del(`${prefix}:session:${await idOf(next.body)}:replaced`); // as though a moment had passed
    expect((await refresh(cookieOf(answer))).status).toBe(401);
    expect(await statusOf(next.body, 'GET', '/api/auth/me')).toBe(401);
    expect(await endedOf(answer.body)).toEqual([{ action: 'auth.refresh', after: { ended: true, because: 'reused' } }]);
  });
});

test('renewals of sessions can be left out of the audit log; one that ended a session is not among them', async () => {
  const answer = await signIn(await somebody());
  const { id } = answer.body.user;
  const told = async (query: string): Promise<string[]> => {
    const path = `/api/audit?who=${id}&${query}`;
    const { items } = (await api.request<AuditPage>('GET', path, { token: admin.accessToken })).body;
    return items.map(({ action }) => action);
  };
  expect((await refresh(cookieOf(answer))).status).toBe(200);
  expect(await told('')).toEqual(['auth.refresh', 'auth.login', 'auth.login']);
  expect(await told('without=renewals')).toEqual(['auth.login', 'auth.login']);
  await api.fixture.redis.hset(`${api.fixture.prefix}:session:${await idOf(answer.body)}`, 'began', 1);
  expect((await refresh(cookieOf(answer))).status).toBe(401);
  expect(await told('without=renewals')).toEqual(['auth.refresh', 'auth.login', 'auth.login']);
  const refused = await api.request('GET', '/api/audit?without=logins', { token: admin.accessToken });
  expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([422, 'without']);
});

/** What the audit log has of the end of a person's session, apart from the refusal that came of it. */
async function endedOf({ user }: LoginResponse): Promise<unknown[]> {
  const query = `who=${user.id}&action=auth.refresh&outcome=done&limit=100`;
  const { items } = (await api.request<AuditPage>('GET', `/api/audit?${query}`, { token: admin.accessToken })).body;
  return items.filter(({ after }) => after !== null).map(({ action, after }) => ({ action, after }));
}
