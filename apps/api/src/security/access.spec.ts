import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  ArtifactLink,
  CreatedToken,
  ErrorPage,
  LoginResponse,
  OwnSessions,
  Schedule,
  TaskView,
  UserAccount,
  UserRole,
} from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import {
  admins,
  authors,
  CALLERS,
  EVERYBODY,
  KNOWN,
  operators,
  owner,
  READERS,
  seers,
  type Call,
  type Caller,
  type Row,
} from '../../testing/callers.js';
import { setUp } from '../../testing/authenticator.js';
import { eventually } from '../../testing/eventually.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';
import { untold } from '../../testing/told.js';

const LATER = '2099-01-01T00:00:00.000Z';

let api: RunningApi;
let admin: LoginResponse;
let ann: LoginResponse;
let ben: LoginResponse;
let viewer: LoginResponse;
let operator: LoginResponse;
beforeAll(async () => {
  api = await startApi();
  admin = await api.login('admin');
  ann = await api.person('ann');
  ben = await api.person('ben');
  viewer = await api.person('vera', 'viewer');
  operator = await api.person('otto', 'operator');
});
afterAll(() => api.stop());

const TASK = { type: 'demo.steps', runAt: LATER };
const TOKEN = { name: 'a token', scopes: ['tasks:read'] };
const PLAN = { name: 'a', type: 'demo.steps', cron: '0 0 1 1 *', timeZone: 'UTC' };

let made = 0;
const pending = async (): Promise<string> =>
  (await api.create(ann.accessToken, { type: 'demo.steps', runAt: LATER })).id;
const atWork = async (): Promise<string> => {
  const { id } = await api.create(ann.accessToken, { type: 'demo.hang', timeoutMs: 60_000 });
  await api.happened(id, /started/);
  return id;
};
const failed = async (): Promise<string> => {
  const params = { failures: 1, message: 'no' };
  const { id } = await api.create(ann.accessToken, { type: 'demo.flaky', maxRetries: 0, params });
  return (await api.finished(ann.accessToken, id)).id;
};
/** A shared one of Ann's. */
const view = async (): Promise<string> => {
  const body = { name: 'shared', shared: true };
  return (await api.request<TaskView>('POST', '/api/views', { token: ann.accessToken, body })).body.id;
};
/** Of an error of Ann's. */
const kindOfError = async (): Promise<string> => {
  await failed();
  let kinds: ErrorPage['items'] = [];
  await eventually(async () => {
    kinds = (await api.request<ErrorPage>('GET', '/api/errors', { token: ann.accessToken })).body.items;
    return kinds.length > 0;
  });
  return kinds[0]!.fingerprint;
};
const exported = async (token = ann.accessToken): Promise<string> => {
  const { id } = await api.create(token, { type: 'tasks.export', params: { format: 'json' } });
  return (await api.finished(token, id)).id;
};
const account = async (): Promise<string> => {
  made += 1;
  const body = { username: `account-${made}`, password: PASSWORD };
  return (await api.request<UserAccount>('POST', '/api/users', { token: admin.accessToken, body })).body.id;
};
/** Of somebody who has set up a second factor. */
const secured = async (): Promise<string> => {
  made += 1;
  const person = await api.person(`secured-${made}`);
  await setUp(api, person);
  return person.user.id;
};
/** Another one of Ann's. */
const session = async (): Promise<string> => {
  const { accessToken: token } = await api.login('ann');
  const { body } = await api.request<OwnSessions>('GET', '/api/auth/sessions', { token });
  return body.items.find(({ isCurrent }) => isCurrent)!.id;
};
/** Of Ann's. */
const accessToken = async (): Promise<string> => {
  return (await api.request<CreatedToken>('POST', '/api/tokens', { token: ann.accessToken, body: TOKEN })).body.id;
};
const schedule = async (): Promise<string> => {
  return (await api.request<Schedule>('POST', '/api/schedules', { token: ann.accessToken, body: PLAN })).body.id;
};
const onSchedule =
  (path = '', body?: unknown) =>
  async (): Promise<Call> => ({ path: `/api/schedules/${await schedule()}${path}`, body });
const onTask =
  (make: () => Promise<string>, path = '') =>
  async (): Promise<Call> => ({ path: `/api/tasks/${await make()}${path}` });

const making = (path: string, body: unknown) => (): Call => ({ path, body });
/** Where there is a provider: identity/oidc.spec.ts. */
const ofProvider = (path: string, body: unknown): Row => ({
  answers: [404, 404, 404, 404, 404, 404],
  missing: 'NOT_FOUND',
  call: making(path, body),
});

const MATRIX: Readonly<Record<string, Row>> = {
  'GET /api/tasks': { answers: KNOWN },
  'POST /api/tasks': { answers: authors(201), call: making('/api/tasks', TASK) },
  'GET /api/tasks/types': { answers: KNOWN },
  'GET /api/tasks/stats': { answers: KNOWN },
  'GET /api/tasks/clock': { answers: KNOWN },
  'POST /api/tasks/batch-create': { answers: authors(200), call: making('/api/tasks/batch-create', { tasks: [TASK] }) },
  'POST /api/tasks/bulk': {
    answers: KNOWN, // who may is in each outcome, below
    call: async () => ({ path: '/api/tasks/bulk', body: { action: 'cancel', ids: [await pending()] } }),
  },
  'GET /api/tasks/{id}': { answers: READERS, call: onTask(pending) },
  'DELETE /api/tasks/{id}': { answers: owner(204), call: onTask(failed) },
  'POST /api/tasks/{id}/cancel': { answers: owner(200), call: onTask(pending, '/cancel') },
  'POST /api/tasks/{id}/stop': { answers: owner(202), call: onTask(atWork, '/stop') },
  'POST /api/tasks/{id}/retry': { answers: owner(200), call: onTask(failed, '/retry') },
  'GET /api/tasks/{id}/waiting': { answers: READERS, call: onTask(pending, '/waiting') },
  'GET /api/lanes': { answers: seers(200) },
  'GET /api/lanes/people': { answers: seers(200) },
  'PATCH /api/lanes/{lane}': { answers: operators(200), call: making('/api/lanes/low', { slotsPerWorker: null }) },
  'POST /api/lanes/{lane}/pause': { answers: operators(200), call: () => ({ path: '/api/lanes/low/pause' }) },
  'POST /api/lanes/{lane}/resume': { answers: operators(200), call: () => ({ path: '/api/lanes/low/resume' }) },
  'GET /api/workers': { answers: seers(200) },
  'GET /api/views': { answers: KNOWN },
  'POST /api/views': { answers: [401, 201, 201, 201, 201, 201], call: making('/api/views', { name: 'a view' }) },
  'PATCH /api/views/{id}': {
    answers: [401, 403, 200, 403, 403, 403],
    call: async () => ({ path: `/api/views/${await view()}`, body: { name: 'another name' } }),
  },
  'DELETE /api/views/{id}': {
    answers: [401, 403, 204, 403, 403, 403],
    call: async () => ({ path: `/api/views/${await view()}` }),
  },
  'GET /api/overview': { answers: KNOWN },
  'GET /api/errors': { answers: KNOWN },
  'PATCH /api/errors/{fingerprint}': {
    answers: operators(200),
    call: async () => ({ path: `/api/errors/${await kindOfError()}`, body: { state: 'open' } }),
  },
  'POST /api/errors/{fingerprint}/retry': {
    answers: owner(202),
    missing: 'NOT_FOUND',
    call: async () => ({ path: `/api/errors/${await kindOfError()}/retry` }),
  },
  'GET /api/types': { answers: seers(200) },
  'POST /api/types/{type}/pause': { answers: operators(200), call: () => ({ path: '/api/types/tasks.cleanup/pause' }) },
  'POST /api/types/{type}/resume': {
    answers: operators(200),
    call: () => ({ path: '/api/types/tasks.cleanup/resume' }),
  },
  'GET /api/types/{type}/limits': { answers: seers(200), call: () => ({ path: '/api/types/tasks.cleanup/limits' }) },
  'PUT /api/types/{type}/limits': {
    answers: operators(200),
    call: making('/api/types/tasks.cleanup/limits', [{ key: 'owner', concurrency: 9 }]),
  },
  'DELETE /api/types/{type}/limits': {
    answers: operators(204),
    call: () => ({ path: '/api/types/tasks.cleanup/limits' }),
  },
  'GET /api/schedules': { answers: KNOWN },
  'POST /api/schedules': { answers: authors(201), call: making('/api/schedules', PLAN) },
  'POST /api/schedules/preview': {
    answers: KNOWN,
    call: making('/api/schedules/preview', { cron: '0 0 1 1 *', timeZone: 'UTC' }),
  },
  'GET /api/schedules/{id}': { missing: 'SCHEDULE_NOT_FOUND', answers: READERS, call: onSchedule() },
  'PATCH /api/schedules/{id}': {
    missing: 'SCHEDULE_NOT_FOUND',
    answers: owner(200),
    call: onSchedule('', { name: 'b' }),
  },
  'DELETE /api/schedules/{id}': { missing: 'SCHEDULE_NOT_FOUND', answers: owner(204), call: onSchedule() },
  'POST /api/schedules/{id}/pause': { missing: 'SCHEDULE_NOT_FOUND', answers: owner(200), call: onSchedule('/pause') },
  'POST /api/schedules/{id}/resume': {
    missing: 'SCHEDULE_NOT_FOUND',
    answers: owner(200),
    call: onSchedule('/resume'),
  },
  'POST /api/schedules/{id}/run': {
    missing: 'SCHEDULE_NOT_FOUND',
    answers: owner(201),
    call: onSchedule('/run'),
  },
  'GET /api/schedules/{id}/ticks': { missing: 'SCHEDULE_NOT_FOUND', answers: READERS, call: onSchedule('/ticks') },
  'GET /api/tasks/{id}/artifact': { answers: READERS, call: onTask(exported, '/artifact') },
  'POST /api/tasks/{id}/artifact/link': { answers: READERS, call: onTask(exported, '/artifact/link') },
  'GET /api/tasks/{id}/artifact/download': {
    answers: EVERYBODY, // the signature is all that is needed; without a good one 403, in rest/downloads.spec.ts
    call: async () => {
      const path = `/api/tasks/${await exported()}/artifact/link`;
      return { path: (await api.request<ArtifactLink>('POST', path, { token: ann.accessToken })).body.url };
    },
  },
  'GET /api/tokens': { answers: KNOWN },
  'POST /api/tokens': { answers: [401, 201, 201, 201, 201, 201], call: making('/api/tokens', TOKEN) },
  'DELETE /api/tokens/{id}': {
    answers: [401, 404, 204, 404, 404, 404], // administrators say whose, in identity/tokens.spec.ts
    missing: 'TOKEN_NOT_FOUND',
    call: async () => ({ path: `/api/tokens/${await accessToken()}` }),
  },
  'GET /api/audit': { answers: admins(200) },
  'POST /api/audit/export': { answers: admins(202), call: making('/api/audit/export', {}) },
  'GET /api/users': { answers: admins(200) },
  'POST /api/users': {
    answers: admins(201),
    call: () => ({ path: '/api/users', body: { username: `made-${(made += 1)}`, password: PASSWORD } }),
  },
  'PATCH /api/users/{id}': {
    answers: admins(200),
    call: async () => ({ path: `/api/users/${await account()}`, body: { role: 'admin' } }),
  },
  'DELETE /api/users/{id}': {
    answers: admins(204),
    call: async () => ({ path: `/api/users/${await account()}` }),
  },
  'POST /api/auth/login': {
    answers: EVERYBODY,
    call: making('/api/auth/login', { username: 'ann', password: PASSWORD }),
  },
  'POST /api/auth/refresh': { answers: [401, 401, 401, 401, 401, 401] }, // by cookie alone
  'POST /api/auth/logout': { answers: [204, 204, 204, 204, 204, 204], endsSession: true },
  'POST /api/auth/oidc/login': ofProvider('/api/auth/oidc/login', {}),
  'POST /api/auth/oidc/backchannel-logout': ofProvider('/api/auth/oidc/backchannel-logout', { logout_token: 'none' }),
  'GET /api/auth/me': { answers: KNOWN },
  'POST /api/auth/password': {
    answers: [401, 422, 422, 422, 422, 422],
    call: making('/api/auth/password', { currentPassword: 'wrong', newPassword: PASSWORD }),
  },
  'GET /api/auth/sessions': { answers: KNOWN },
  'DELETE /api/auth/sessions': { answers: [401, 204, 204, 204, 204, 204], endsSession: true },
  'DELETE /api/auth/sessions/{id}': {
    answers: [401, 404, 204, 404, 404, 404],
    missing: 'SESSION_NOT_FOUND',
    call: async () => ({ path: `/api/auth/sessions/${await session()}` }),
  },
  'DELETE /api/users/{id}/sessions': {
    answers: admins(204),
    call: async () => ({ path: `/api/users/${await account()}/sessions` }),
  },
  'GET /api/auth/second-factor': { answers: KNOWN },
  'POST /api/auth/second-factor': {
    answers: [401, 422, 422, 422, 422, 422], // the password is wrong; the rest is in identity/second-factor.spec.ts
    call: making('/api/auth/second-factor', { password: 'wrong' }),
  },
  'POST /api/auth/second-factor/confirm': {
    answers: [401, 409, 409, 409, 409, 409],
    call: making('/api/auth/second-factor/confirm', { code: '123456' }),
  },
  'POST /api/auth/second-factor/recovery-codes': {
    answers: [401, 409, 409, 409, 409, 409],
    call: making('/api/auth/second-factor/recovery-codes', { password: PASSWORD, code: '123456' }),
  },
  'POST /api/auth/second-factor/off': {
    answers: [401, 409, 409, 409, 409, 409],
    call: making('/api/auth/second-factor/off', { password: PASSWORD, code: '123456' }),
  },
  'DELETE /api/users/{id}/second-factor': {
    answers: admins(204),
    call: async () => ({ path: `/api/users/${await secured()}/second-factor` }),
  },
  'GET /health/live': { answers: EVERYBODY },
  'GET /health/ready': { answers: EVERYBODY },
  'GET /metrics': { answers: EVERYBODY }, // as the setting METRICS says; the other ways are in metrics.spec.ts
};

const personOf = (caller: Caller): LoginResponse | null =>
  ({ nobody: null, other: ben, owner: ann, viewer, operator, admin })[caller];

const passing = (role: UserRole): Promise<LoginResponse> => api.person(`passing-${(made += 1)}`, role);

async function answersTo(name: string, { call, endsSession }: Row): Promise<Answer[]> {
  const [method = '', template = ''] = name.split(' ');
  const answers: Answer[] = [];
  for (const caller of CALLERS) {
    const { path, ...rest } = (await call?.()) ?? { path: template };
    const known = personOf(caller);
    const person = known !== null && endsSession ? await passing(known.user.role) : known;
    const token = person === null ? {} : { token: person.accessToken };
    answers.push(await api.request(method, path, { ...rest, ...token }));
  }
  return answers;
}

describe('object access and functions', () => {
  test('every call of the API has a row, and every row is a call', async () => {
    const { body } = await api.request<{ paths: Record<string, object> }>('GET', '/api/docs-json');
    const calls = Object.entries(body.paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => /^(get|put|post|delete|options|head|patch|trace)$/.test(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(calls.sort()).toEqual(Object.keys(MATRIX).sort());
  });

  test.each(Object.entries(MATRIX))(
    '%s answers nobody, another, the owner and each role, and is told in the audit log',
    async (name, row) => {
      const answers = await answersTo(name, row);
      expect(answers.map(({ status }) => status)).toEqual(row.answers);
      for (const { status, body } of answers.filter(({ status }) => status === 404)) {
        expect([status, body.code]).toEqual([404, row.missing ?? 'TASK_NOT_FOUND']);
      }
      expect(await untold(api, name, answers)).toEqual([]);
    },
  );

  test("somebody else's task is refused in the very words of one that never was", async () => {
    const id = await pending();
    const answerOf = async (of: string): Promise<object> => {
      const { status, body } = await api.request('GET', `/api/tasks/${of}`, { token: ben.accessToken });
      return { ...body, status, requestId: '' };
    };
    expect(await answerOf(id)).toEqual(await answerOf('0190b8a0-0000-7000-8000-000000000000'));
  });
});
