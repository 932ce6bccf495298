import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  AuditPage,
  LoginResponse,
  ProblemDetails,
  Schedule,
  SchedulePage,
  SchedulePreview,
  ScheduleTicks,
  Task,
  TaskPage,
} from '@task-queue/contracts';
import { createTasksClient, TasksApiError } from '@task-queue/client';
import type { Answer } from '../../testing/answer.js';
import { eventually } from '../../testing/eventually.js';
import { listen } from '../../testing/live-listener.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

const DRAFT = {
  name: '每晚导出',
  type: 'demo.steps',
  params: { steps: 1, stepMs: 1 },
  cron: '30 2 * * 1-5',
  timeZone: 'Asia/Shanghai',
};

let api: RunningApi;
let admin: LoginResponse;
let ann: LoginResponse;
let ben: LoginResponse;
beforeAll(async () => {
  api = await startApi();
  admin = await api.login('admin');
  ann = await api.person('ann');
  ben = await api.person('ben');
});
afterAll(() => api.stop());

const call = <Body = Schedule>(method: string, path: string, body?: unknown, who = ann): Promise<Answer<Body>> =>
  api.request<Body>(method, `/api/schedules${path}`, {
    token: who.accessToken,
    ...(body === undefined ? {} : { body }),
  });
const create = async (change: object = {}, who = ann): Promise<Schedule> =>
  (await call('POST', '', { ...DRAFT, ...change }, who)).body;

/** A minute-like schedule whose first tick is about to come. */
const soon = (ms = 700): object => ({
  cron: null,
  everyMs: 60_000,
  anchor: new Date(Date.now() + ms).toISOString(),
});

const until = async <What>(look: () => Promise<What> | What, isSo: (what: What) => boolean): Promise<What> => {
  let what = await look();
  await eventually(async () => isSo((what = await look())));
  return what;
};
const ticksOf = async (id: string): Promise<ScheduleTicks['items']> =>
  (await call<ScheduleTicks>('GET', `/${id}/ticks`)).body.items;

describe('a schedule', () => {
  test('is created with everything that was left out, and is answered so from then on', async () => {
    const { status, headers, body } = await call('POST', '', DRAFT);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/schedules/${body.id}`);
    expect(body).toEqual({
      ...DRAFT,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      priority: null,
      everyMs: null,
      anchor: null,
      startsAt: null,
      endsAt: null,
      missed: 'once',
      missedWithinMs: 3_600_000,
      overlap: 'skip',
      jitterMs: 0,
      pauseAfterFailures: null,
      enabled: true,
      pausedBecause: null,
      nextRunAt: expect.stringMatching(/T18:30:00\.000Z$/),
      lastTick: null,
      isDeclared: false,
      createdBy: { id: ann.user.id, username: 'ann' },
      createdAt: expect.any(String),
      version: 1,
    });
    expect((await call('GET', `/${body.id}`)).body).toEqual(body);
  });

  test('starts tasks that say whose they are, and are found by it, one by one and all at once', async () => {
    const { id } = await create(soon());
    const [tick] = await until(
      () => ticksOf(id),
      (items) => items.length === 1,
    );
    expect(tick).toMatchObject({ outcome: 'started', taskId: expect.any(String) });
    const task = await api.finished(ann.accessToken, tick!.taskId!);
    expect(task).toMatchObject({ scheduleId: id, title: DRAFT.name, params: DRAFT.params, status: 'completed' });
    const run = await call<Task>('POST', `/${id}/run`);
    expect([run.status, run.body.scheduleId]).toEqual([201, id]);
    await api.finished(ann.accessToken, run.body.id);
    const token = ann.accessToken;
    const list = (await api.request<TaskPage>('GET', `/api/tasks?scheduleId=${id}`, { token })).body;
    expect(list.items.map((item) => item.id)).toEqual([run.body.id, tick!.taskId]);
    expect(await ticksOf(id)).toHaveLength(1);
    expect((await call('GET', `/${id}`)).body.lastTick).toEqual({ ...tick, taskStatus: 'completed' });
    const body = { action: 'delete', filter: { scheduleId: [id] } };
    const bulk = (await api.request<Task>('POST', '/api/tasks/bulk', { token, body })).body;
    await api.finished(token, bulk.id);
    expect((await api.request<TaskPage>('GET', `/api/tasks?scheduleId=${id}`, { token })).body.total).toBe(0);
    expect((await call('GET', `/${id}`)).body.lastTick).toEqual({ ...tick, taskStatus: null });
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await call('GET', `/${id}`)).status).toBe(404);
  });

  test('is told to its owner as it is changed and ticks, and to nobody else', async () => {
    const [mine, others] = await Promise.all([listen(api.url, ann.accessToken), listen(api.url, ben.accessToken)]);
    const heard: Record<'mine' | 'others', [string, Record<string, unknown>][]> = { mine: [], others: [] };
    mine.client.onAny(
      (name: string, event: Record<string, unknown>) => name.startsWith('schedule:') && heard.mine.push([name, event]),
    );
    others.client.onAny(
      (name: string, event: Record<string, unknown>) =>
        name.startsWith('schedule:') && heard.others.push([name, event]),
    );
    await Promise.all([mine.subscribe(), others.subscribe()]);
    const { id } = await create(soon());
    await until(
      () => heard.mine,
      (events) => events.some(([name]) => name === 'schedule:ticked'),
    );
    await call('POST', `/${id}/pause`);
    await call('DELETE', `/${id}`);
    await until(
      () => heard.mine,
      (events) => events.length === 4,
    );
    expect(heard.mine.map(([name, event]) => [name, event['change'], event['enabled']])).toEqual([
      ['schedule:changed', 'created', true],
      ['schedule:ticked', undefined, undefined],
      ['schedule:changed', 'paused', false],
      ['schedule:changed', 'deleted', false],
    ]);
    expect(heard.mine[0]![1]).toEqual({
      cursor: expect.any(String),
      scheduleId: id,
      at: expect.any(String),
      createdBy: { id: ann.user.id, username: 'ann' },
      change: 'created',
      name: DRAFT.name,
      enabled: true,
      pausedBecause: null,
      nextRunAt: expect.any(String),
      version: 1,
    });
    expect(heard.mine[1]![1]).toMatchObject({ tick: { outcome: 'started' }, nextRunAt: expect.any(String) });
    expect(heard.others).toEqual([]);
    [mine, others].forEach(({ client }) => client.disconnect());
  });

  test('is changed where it is as it was read; an older version is refused, and one field or all may be given', async () => {
    const { id, version, nextRunAt } = await create();
    const renamed = await call('PATCH', `/${id}`, { name: 'other', version, pauseAfterFailures: 3 });
    expect(renamed.body).toMatchObject({ name: 'other', version: 2, nextRunAt, pauseAfterFailures: 3 });
    const old = await call<ProblemDetails>('PATCH', `/${id}`, { name: 'mine', version });
    expect([old.status, old.body.code]).toEqual([409, 'VERSION_CONFLICT']);
    const timed = await call('PATCH', `/${id}`, { everyMs: 3_600_000, pauseAfterFailures: null });
    expect(timed.body).toMatchObject({ cron: null, everyMs: 3_600_000, name: 'other', pauseAfterFailures: null });
    const back = await call('PATCH', `/${id}`, { cron: DRAFT.cron });
    expect(back.body).toMatchObject({ cron: DRAFT.cron, everyMs: null, anchor: null, nextRunAt, version: 4 });
  });

  test('that is edited does not fire a past tick again', async () => {
    const { id } = await create(soon(300));
    const [tick] = await until(
      () => ticksOf(id),
      (items) => items.length === 1,
    );
    const anchor = new Date(Date.parse(tick!.at) - 60_000).toISOString();
    const { body } = await call('PATCH', `/${id}`, { anchor });
    expect(Date.parse(body.nextRunAt!)).toBe(Date.parse(tick!.at) + 60_000);
  });

  test('is paused and resumed, again without effect; it shows no next run meanwhile, and can be run', async () => {
    const { id } = await create();
    for (let i = 0; i < 2; i += 1) {
      const paused = (await call('POST', `/${id}/pause`)).body;
      expect(paused).toMatchObject({ enabled: false, pausedBecause: 'USER', nextRunAt: null, version: 2 });
    }
    expect((await call<Task>('POST', `/${id}/run`)).status).toBe(201);
    for (let i = 0; i < 2; i += 1) {
      const resumed = (await call('POST', `/${id}/resume`)).body;
      expect(resumed).toMatchObject({ enabled: true, pausedBecause: null, nextRunAt: expect.any(String), version: 3 });
    }
  });

  test('goes on, or is paused, as its owner is; an administrator sees it and hands it over', async () => {
    const leaver = await api.person('leaver');
    const { id } = await create(soon(1_500), leaver);
    await api.request('PATCH', `/api/users/${leaver.user.id}`, { token: admin.accessToken, body: { disabled: true } });
    const read = async (): Promise<Schedule> => (await call('GET', `/${id}`, undefined, admin)).body;
    expect(await until(read, ({ enabled }) => !enabled)).toMatchObject({
      pausedBecause: 'OWNER_DISABLED',
      lastTick: { outcome: 'paused', taskId: null },
    });
    const heir = { id: ben.user.id, username: 'ben' };
    const wrong = await call<ProblemDetails>('PATCH', `/${id}`, { createdBy: { ...heir, id: 'nobody' } }, admin);
    expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([422, 'createdBy']);
    expect((await call('PATCH', `/${id}`, { createdBy: heir }, admin)).body.createdBy).toEqual(heir);
    expect((await call('POST', `/${id}/resume`, undefined, ben)).body.enabled).toBe(true);
    expect((await call('PATCH', `/${id}`, { createdBy: { id: ann.user.id, username: 'ann' } }, ben)).status).toBe(403);
  });

  test('is handed over to an account, by the name of the account, and to nobody else', async () => {
    const { id } = await create({ name: 'handed over' });
    const handed = await call('PATCH', `/${id}`, { createdBy: { id: ben.user.id, username: 'ann' } }, admin);
    expect(handed.body.createdBy).toEqual({ id: ben.user.id, username: 'ben' });
    const program = { id: 'code:schedules', username: 'system' };
    const refused = await call<ProblemDetails>('PATCH', `/${id}`, { createdBy: program }, admin);
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([422, 'createdBy']);
    const { body } = await api.request<AuditPage>('GET', `/api/audit?action=schedule.change&targetId=${id}`, {
      token: admin.accessToken,
    });
    expect(body.items.find(({ outcome }) => outcome === 'done')).toMatchObject({
      before: { owner: 'ann', ownerId: ann.user.id },
      after: { owner: 'ben', ownerId: ben.user.id },
    });
  });

  test('is paused where its owner is deleted, or has become a viewer', async () => {
    const [gone, watching] = [await api.person('gone'), await api.person('watching')];
    const { id: ofGone } = await create(soon(1_500), gone);
    const { id: ofWatching } = await create(soon(1_500), watching);
    const token = admin.accessToken;
    await api.request('DELETE', `/api/users/${gone.user.id}`, { token });
    await api.request('PATCH', `/api/users/${watching.user.id}`, { token, body: { role: 'viewer' } });
    for (const [id, because] of [
      [ofGone, 'OWNER_DISABLED'],
      [ofWatching, 'OWNER_FORBIDDEN'],
    ] as const) {
      const read = async (): Promise<Schedule> => (await call('GET', `/${id}`, undefined, admin)).body;
      expect((await until(read, ({ enabled }) => !enabled)).pausedBecause).toBe(because);
    }
  });
});

describe('schedules', () => {
  test('are listed in pages, the newest first, one’s own alone', async () => {
    const lister = await api.person('lister');
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      ids.unshift((await create({ name: `number ${i}` }, lister)).id);
    }
    const page = (query: string, who = lister): Promise<Answer<SchedulePage>> =>
      call<SchedulePage>('GET', query, undefined, who);
    const { body } = await page('?pageSize=2');
    expect(body).toMatchObject({ total: 3, page: 1, pageSize: 2, totalPages: 2 });
    expect(body.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await page('?pageSize=2&page=2')).body.items.map(({ id }) => id)).toEqual([ids[2]]);
    expect((await page('', admin)).body.total).toBeGreaterThan(3);
    for (const query of ['?page=0', '?pageSize=101', '?page=x', '?sort=name']) {
      expect((await page(query)).status).toBe(422);
    }
  });

  test('are a hundred a person at most', async () => {
    const collector = await api.person('collector');
    const answers = await Promise.all(Array.from({ length: 101 }, () => call('POST', '', DRAFT, collector)));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map(({ status, body }) => [status, (body as unknown as ProblemDetails).code])).toEqual([
      [409, 'TOO_MANY_SCHEDULES'],
    ]);
  });

  test('are kept by the client, typed by the contracts', async () => {
    const { schedules } = createTasksClient({ url: api.url, token: ben.accessToken, locale: 'en' });
    const { id, version } = await schedules.create(DRAFT);
    expect((await schedules.change(id, { name: 'by the client', version })).name).toBe('by the client');
    expect((await schedules.pause(id)).enabled).toBe(false);
    expect((await schedules.resume(id)).enabled).toBe(true);
    expect((await schedules.run(id)).scheduleId).toBe(id);
    expect((await schedules.ticks(id)).items).toEqual([]);
    expect((await schedules.list({ pageSize: 1 })).items.map((schedule) => schedule.id)).toEqual([id]);
    expect((await schedules.preview({ cron: '0 0 1 1 *', timeZone: 'UTC', count: 1 })).times).toHaveLength(1);
    await schedules.remove(id);
    await expect(schedules.get(id)).rejects.toBeInstanceOf(TasksApiError);
  });
});

describe('what does not fit is refused, by its field:', () => {
  const UNTIMED = { ...DRAFT, cron: undefined };
  test.each<[string, object, string]>([
    ['no time', { ...UNTIMED }, 'cron'],
    ['two times', { ...DRAFT, everyMs: 60_000 }, 'everyMs'],
    ['six fields', { ...DRAFT, cron: '0 30 2 * * 1-5' }, 'cron'],
    ['a word of Quartz', { ...DRAFT, cron: '0 0 L * ?' }, 'cron'],
    ['a day that never comes', { ...DRAFT, cron: '0 0 30 2 *' }, 'cron'],
    ['an end before the first tick', { ...DRAFT, cron: '0 0 29 2 *', endsAt: '2027-01-01T00:00:00Z' }, 'endsAt'],
    ['an end before the beginning', { ...DRAFT, startsAt: '2031-01-01', endsAt: '2030-01-01' }, 'endsAt'],
    ['less than a minute', { ...UNTIMED, everyMs: 59_999 }, 'everyMs'],
    ['half a millisecond', { ...UNTIMED, everyMs: 60_000.5 }, 'everyMs'],
    ['an anchor without an interval', { ...DRAFT, anchor: '2026-01-01T00:00:00Z' }, 'anchor'],
    ['no zone', { ...DRAFT, timeZone: undefined }, 'timeZone'],
    ['an offset', { ...DRAFT, timeZone: '+08:00' }, 'timeZone'],
    ['a zone that is none', { ...DRAFT, timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['no name', { ...DRAFT, name: undefined }, 'name'],
    ['a name that shows nothing', { ...DRAFT, name: '\u200b ' }, 'name'],
    ['a name of two lines', { ...DRAFT, name: 'a\nb' }, 'name'],
    ['params of another type', { ...DRAFT, params: { steps: 'many' } }, 'params.steps'],
    ['params that the type has not', { ...DRAFT, params: { odd: 1 } }, 'params.odd'],
    ['an unknown policy', { ...DRAFT, missed: 'maybe' }, 'missed'],
    ['an unknown overlap', { ...DRAFT, overlap: 'kill' }, 'overlap'],
    ['too much jitter', { ...DRAFT, jitterMs: 3_600_001 }, 'jitterMs'],
    ['no failure at all', { ...DRAFT, pauseAfterFailures: 0 }, 'pauseAfterFailures'],
    ['a field that there is not', { ...DRAFT, enabled: true }, 'enabled'],
  ])('%s', async (_what, draft, field) => {
    const { status, body } = await call<ProblemDetails>('POST', '', draft);
    expect([status, body.code, body.errors?.[0]?.field]).toEqual([422, 'VALIDATION_FAILED', field]);
    expect(body.errors![0]!.message).toMatch(/[一-龥]/);
  });

  test('a type that there is not', async () => {
    const { status, body } = await call<ProblemDetails>('POST', '', { ...DRAFT, type: 'no.such' });
    expect([status, body.code]).toEqual([422, 'UNKNOWN_TASK_TYPE']);
  });
});

describe('a preview', () => {
  test('has the next ticks with offset, and a word where the clock changes', async () => {
    const body = { cron: '30 2 * * *', timeZone: 'Europe/Berlin', startsAt: '2099-03-28T00:00:00Z', count: 3 };
    const { status, body: preview } = await call<SchedulePreview>('POST', '/preview', body);
    expect(status).toBe(200);
    expect(preview).toEqual({
      times: [
        { at: '2099-03-28T01:30:00.000Z', offset: '+01:00' },
        { at: '2099-03-29T01:00:00.000Z', offset: '+02:00', note: 'MOVED' },
        { at: '2099-03-30T00:30:00.000Z', offset: '+02:00' },
      ],
    });
  });

  test('has five ticks, twenty at most, and fewer where no more come', async () => {
    const timing = { everyMs: 60_000, timeZone: 'UTC' };
    const count = async (change: object): Promise<number> =>
      (await call<SchedulePreview>('POST', '/preview', { ...timing, ...change })).body.times.length;
    expect([await count({}), await count({ count: 20 })]).toEqual([5, 20]);
    expect(await count({ anchor: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T00:01:30Z' })).toBe(2);
    expect((await call('POST', '/preview', { ...timing, count: 21 })).status).toBe(422);
    expect((await call('POST', '/preview', { cron: '0 0 30 2 *', timeZone: 'UTC' })).status).toBe(422);
  });
});
