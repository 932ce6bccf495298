import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { TasksService } from '@task-queue/tasks';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

/** In everything a person sends that is theirs; in no line that is logged. */
const MARK = 'mark-4f1c9e';

type Line = Readonly<Record<string, unknown>>;

describe('the log of a whole life', () => {
  let api: RunningApi;
  let text: string;
  let lines: Line[];
  let taskId: string;
  const secrets: string[] = [PASSWORD, MARK];

  beforeAll(async () => {
    const captured: string[] = [];
    const log = { write: (line: string) => void captured.push(line) };
    api = await startApi({ LOG_LEVEL: 'trace' }, undefined, [], log);
    const { accessToken: token } = await api.login('admin');
    secrets.push(token, token.split('.')[2]!);
    const refused = { username: 'admin', password: `${MARK} is no password` };
    await api.request('POST', '/api/auth/login', { body: refused, headers: { 'x-request-id': 'refused-1' } });
    const account = { username: 'han', password: `${MARK} is one` };
    await api.request('POST', '/api/users', { token, body: account });
    const login = await api.request('POST', '/api/auth/login', { body: account });
    secrets.push(...login.headers.getSetCookie().map((cookie) => cookie.split(/[=;]/)[1]!));
    await api.request('GET', `/api/tasks?q=${MARK}`, { token: `${MARK}.is.none` });
    await api.request('GET', `/api/tasks?q=${MARK}`, { token, headers: { cookie: `x=${MARK}` } });
    await api.request('POST', '/api/tasks', { token, body: `{"title":"${MARK}"` });

    const created = await api.request<{ id: string }>('POST', '/api/tasks', {
      token,
      headers: { 'x-request-id': 'life-1', 'idempotency-key': MARK },
      body: { type: 'demo.flaky', title: MARK, params: { failures: 1, message: MARK }, maxRetries: 1 },
    });
    taskId = created.body.id;
    await api.happened(taskId, /completed/);

    jest.spyOn(api.app.get(TasksService), 'stats').mockRejectedValueOnce(new TypeError('a bug'));
    const headers = { 'x-request-id': 'life-2', cookie: MARK };
    await api.request('GET', `/api/tasks/stats?${MARK}=1`, { token, headers });
    await api.stop();
    text = captured.join('');
    lines = captured.map((line) => JSON.parse(line) as Line);
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });

  test('is a line of JSON each, with a level and a time', () => {
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      expect(line).toMatchObject({ level: expect.any(Number), time: expect.any(Number) });
    }
  });

  test('holds no password, token, cookie, key, title or params', () => {
    expect(secrets.length).toBeGreaterThan(4);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  test('names the call that created a task in the worker’s lines about it', () => {
    const ended = lines.filter((line) => line['taskId'] === taskId && line['outcome'] !== undefined);
    expect(ended.map(({ requestId, type, attempt, outcome }) => [requestId, type, attempt, outcome])).toEqual([
      ['life-1', 'demo.flaky', 1, 'retrying'],
      ['life-1', 'demo.flaky', 2, 'completed'],
    ]);
  });

  test('tells a failure of ours with its stack and the call it happened in', () => {
    const errors = lines.filter((line) => (line['level'] as number) >= 50);
    expect(errors).toContainEqual(
      expect.objectContaining({ requestId: 'life-2', err: expect.objectContaining({ message: 'a bug' }) }),
    );
    expect(JSON.stringify(errors)).toContain('logging.spec.ts');
  });

  test('names a call the same in every line, with its path and without its query', () => {
    const answered = lines.find((line) => line['requestId'] === 'life-2' && line['statusCode'] !== undefined);
    expect(answered).toMatchObject({ method: 'GET', path: '/api/tasks/stats', statusCode: 500 });
    expect(text).not.toContain('reqId');
  });

  test('says who signed in and who was refused', () => {
    const audit = lines.filter((line) => line['context'] === 'Audit').map((line) => line['event']);
    expect(audit).toEqual(expect.arrayContaining(['login', 'login refused']));
  });

  test('names the call in lines of those who do not know of it', () => {
    expect(lines.find((line) => line['event'] === 'login refused')).toMatchObject({ requestId: 'refused-1' });
  });
});
