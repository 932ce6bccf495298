import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createTasksClient,
  TasksApiError,
  TasksConnectionError,
  type TaskChange,
  type TasksClient,
} from '@task-queue/client';
import type { LoginResponse, Task } from '@task-queue/contracts';
import { TasksGauges } from '@task-queue/tasks/server';
import { appendEvents } from '../../testing/append-events.js';
import { eventually } from '../../testing/eventually.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

const FAR = '2099-01-01T00:00:00.000Z';
const LATER = { type: 'demo.steps', runAt: FAR } as const;

let api: RunningApi;
let person: LoginResponse;
let client: TasksClient;

beforeAll(async () => {
  api = await startApi();
  person = await api.person('integrator');
  client = createTasksClient({ url: api.url, token: person.accessToken, locale: 'en' });
});
afterAll(() => api.stop());

describe('calls', () => {
  test('create, read, list, cancel and delete a task, typed by the contracts', async () => {
    const task = await client.tasks.create({ ...LATER, title: 'by the client', params: { steps: 1, stepMs: 0 } });
    expect(await client.tasks.get(task.id)).toEqual(task);
    const { items, total } = await client.tasks.list({
      status: ['pending', 'running'],
      q: 'by the client',
      pageSize: 5,
    });
    expect([total, items.map(({ id }) => id)]).toEqual([1, [task.id]]);
    expect((await client.tasks.cancel(task.id)).status).toBe('cancelled');
    expect((await client.tasks.stats()).byStatus.cancelled).toBe(1);
    await client.tasks.remove(task.id);
    const gone = await client.tasks.get(task.id).catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(TasksApiError);
    expect((gone as TasksApiError).problem).toMatchObject({ code: 'TASK_NOT_FOUND', status: 404 });
  });

  test('create many tasks at once, each answered by itself', async () => {
    const key = 'many-by-the-client';
    const wrong = { type: 'demo.steps', params: { steps: 'many' } };
    const outcomes = await client.tasks.createMany([{ ...LATER, idempotencyKey: key }, wrong, LATER]);
    expect(outcomes.map(({ status }) => status)).toEqual([201, 422, 201]);
    const again = await client.tasks.create(LATER, { idempotencyKey: key });
    expect(again).toEqual(outcomes[0]!.task);
    await client.tasks.bulk('cancel', [again.id, outcomes[2]!.task!.id]);
    await client.tasks.bulk('delete', [again.id, outcomes[2]!.task!.id]);
  });

  test('answer with every field that was refused, in the language asked for', async () => {
    const refused = client.tasks.create({ type: 'demo.steps', params: { steps: 'many' } });
    await expect(refused).rejects.toMatchObject({
      problem: {
        code: 'VALIDATION_FAILED',
        errors: [{ field: 'params.steps', message: expect.stringMatching(/^[ -~]+$/) }],
      },
    });
  });

  test('of many tasks say what became of each, and by filter make a task that does it', async () => {
    const { id } = await client.tasks.create(LATER);
    const unknown = '01890000-0000-7000-8000-000000000000';
    expect(await client.tasks.bulk('cancel', [id, unknown])).toEqual([
      { id, ok: true },
      { id: unknown, ok: false, code: 'TASK_NOT_FOUND' },
    ]);
    const bulk = await client.tasks.bulkMatching('delete', { status: ['cancelled'] });
    expect(await client.waitFor(bulk.id)).toMatchObject({ type: 'tasks.bulk', status: 'completed' });
    await expect(client.tasks.get(id)).rejects.toMatchObject({ problem: { code: 'TASK_NOT_FOUND' } });
  });

  test('download a file and parts of it, and give an address for a browser', async () => {
    const exported = await client.waitFor(
      (await client.tasks.create({ type: 'tasks.export', params: { format: 'csv' } })).id,
    );
    expect(exported.status).toBe('completed');
    const whole = await (await client.tasks.artifact(exported.id)).bytes();
    const part = await client.tasks.artifact(exported.id, { range: 'bytes=3-9' });
    expect([part.status, await part.bytes()]).toEqual([206, whole.slice(3, 10)]);
    const { url } = await client.tasks.artifactLink(exported.id);
    expect(await (await fetch(url)).bytes()).toEqual(whole);
  });

  test('create one task where the answer got lost and the call was sent again', async () => {
    let lost = 0;
    const forgetful = createTasksClient({
      url: api.url,
      token: person.accessToken,
      fetch: async (...args) => {
        const response = await fetch(...args);
        if (lost++ === 0) {
          throw new TypeError('the line was cut');
        }
        return response;
      },
    });
    const task = await forgetful.tasks.create({ ...LATER, title: 'onlyonce' });
    expect((await client.tasks.list({ q: 'onlyonce' })).items.map(({ id }) => id)).toEqual([task.id]);
  });

  test('say apart that nobody answers, that what answers is not the API, and that the token is not good', async () => {
    const nobody = createTasksClient({ url: 'http://127.0.0.1:9', token: 'x', retries: 0 });
    await expect(nobody.tasks.stats()).rejects.toMatchObject({ name: 'TasksConnectionError', status: null });
    const other = createTasksClient({ url: `${api.url}/api/docs`, token: 'x', retries: 0 });
    await expect(other.tasks.stats()).rejects.toBeInstanceOf(Error);
    const page = createTasksClient({
      url: 'https://any',
      token: 'x',
      fetch: async () => new Response('<p>', { status: 404 }),
    });
    await expect(page.tasks.stats()).rejects.toEqual(
      new TasksConnectionError('404 is not an answer of the tasks API', 404),
    );
    const stranger = createTasksClient({ url: api.url, token: 'not a token' });
    await expect(stranger.tasks.stats()).rejects.toMatchObject({ problem: { code: 'UNAUTHORIZED' } });
    await expect(stranger.events()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      problem: { code: 'UNAUTHORIZED' },
    });
  });
});

describe('events', () => {
  /** Reads until the task has ended. */
  async function namesOf(id: string, from: AsyncIterable<TaskChange>): Promise<string[]> {
    const names: string[] = [];
    for await (const change of from) {
      if (change.name !== 'reset' && change.event.taskId === id) {
        names.push(change.name);
        if (change.event.status === 'completed') {
          break;
        }
      }
    }
    return names;
  }
  const firstOf = async (events: AsyncIterable<TaskChange>): Promise<TaskChange> => {
    for await (const change of events) {
      return change;
    }
    throw new Error('The events ended');
  };

  test('come live, and after a cursor come again, once and in order', async () => {
    const before = await created();
    const since = await cursorOf(before);
    const task = await client.tasks.create({ type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    const names = await namesOf(task.id, client.events({ since }));
    expect([names[0], names[1], names.at(-1)]).toEqual(['task:created', 'task:started', 'task:completed']);
    expect(await namesOf(task.id, client.events({ since }))).toEqual(names);
  });

  test('of a reader that is slower than what happens are all there', async () => {
    const since = await cursorOf(await created());
    await appendEvents(api.fixture, { owner: person.user, count: 2_500 });
    const seen: string[] = [];
    for await (const change of client.events({ since })) {
      expect(change.name).not.toBe('reset');
      seen.push(change.name === 'reset' ? '' : change.event.cursor);
      if (seen.length % 500 === 0) {
        await client.tasks.stats(); // something that takes a while
      }
      if (seen.length === 2_500) {
        break;
      }
    }
    expect(new Set(seen).size).toBe(2_500);
    expect(seen).toEqual([...seen].sort(byCursor));
  });

  test('that are no longer there are told as a reset, with where it goes on', async () => {
    const change = await firstOf(client.events({ since: '1-1' }));
    expect(change).toEqual({ name: 'reset', cursor: expect.stringMatching(/^\d+-\d+$/) as unknown });
  });

  test('of everybody are refused to a user, and a cursor that is none is too', async () => {
    await expect(firstOf(client.events({ scope: 'all' }))).rejects.toMatchObject({ problem: { code: 'FORBIDDEN' } });
    await expect(firstOf(client.events({ since: 'yesterday' }))).rejects.toMatchObject({
      problem: { code: 'INVALID_CURSOR' },
    });
  });

  test('end with their signal, and the connection with them', async () => {
    const end = new AbortController();
    const ended = firstOf(client.events({ signal: end.signal }));
    end.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
  });
});

describe('waiting', () => {
  test('for sixty tasks at once takes one connection, and each resolves with its task', async () => {
    const tasks: Task[] = [];
    for (let i = 0; i < 60; i++) {
      tasks.push(await created());
    }
    const ids = tasks.map(({ id }) => id);
    const waited = Promise.all(ids.map((id) => client.waitFor(id, { timeoutMs: 20_000 })));
    await eventually(() => sockets() === 1);
    const most: number[] = [];
    for (let from = 0; from < ids.length; from += 20) {
      most.push(sockets());
      await client.tasks.bulk('cancel', ids.slice(from, from + 20));
    }
    expect((await waited).map(({ id, status }) => [id, status])).toEqual(ids.map((id) => [id, 'cancelled']));
    expect(most).toEqual([1, 1, 1]);
  });

  test('for a task that another person created works for an administrator', async () => {
    const token = (await api.login('admin', PASSWORD)).accessToken;
    const admin = createTasksClient({ url: api.url, token: () => token });
    const { id } = await client.tasks.create(LATER);
    const waited = admin.waitFor(id, { timeoutMs: 20_000 });
    await client.tasks.cancel(id);
    expect((await waited).status).toBe('cancelled');
  });

  test('ends with its time', async () => {
    const { id } = await client.tasks.create(LATER);
    await expect(client.waitFor(id, { timeoutMs: 200 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

/** How many sockets the server has. */
const sockets = (): number => api.app.get(TasksGauges).sockets() ?? Number.NaN;

const created = (): Promise<Task> => client.tasks.create(LATER);

/** The cursor of a task's first event. */
async function cursorOf(task: Task): Promise<string> {
  for await (const change of client.events({ since: '0-0' })) {
    if (change.name !== 'reset' && change.event.taskId === task.id) {
      return change.event.cursor;
    }
  }
  throw new Error('The events ended');
}

function byCursor(a: string, b: string): number {
  const [aMs = 0, aSequence = 0] = a.split('-').map(Number);
  const [bMs = 0, bSequence = 0] = b.split('-').map(Number);
  return aMs - bMs || aSequence - bSequence;
}

test('a client hears by long polling where the network lets no WebSocket through', async () => {
  const own = await startApi();
  own.app.getHttpServer().prependListener('upgrade', (_request, socket: Duplex) => socket.destroy());
  const { accessToken } = await own.login('admin');
  const { id } = await own.create(accessToken, LATER);
  const listening = createTasksClient({ url: own.url, token: accessToken });
  for await (const change of listening.events({ since: '0-0' })) {
    expect(change).toMatchObject({ name: 'task:created', event: { taskId: id } });
    break;
  }
  await own.stop();
});
