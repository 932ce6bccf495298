import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONTROL_EVENTS, SCHEDULE_EVENTS, TASK_EVENTS, TASKS_NAMESPACE } from '@task-queue/contracts';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { eventually } from '../../testing/eventually.js';
import { expectKept } from '../../testing/kept-document.js';
import { listen } from '../../testing/live-listener.js';
import { messageCheck, type AsyncApi } from '../../testing/message-check.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const SCHEMA = new URL('../../../../node_modules/@asyncapi/specs/schemas/3.0.0.json', import.meta.url);
const FILE = fileURLToPath(new URL('../../../../docs/asyncapi.json', import.meta.url));

let api: RunningApi;
let document: AsyncApi;
beforeAll(async () => {
  api = await startApi();
  document = (await api.request<AsyncApi>('GET', '/api/docs/asyncapi.json')).body;
});
afterAll(() => api.stop());

/** The names of the messages that the server sends, or takes. */
const namesOf = (action: 'send' | 'receive'): string[] =>
  Object.entries(document.operations).flatMap(([name, operation]) => (operation.action === action ? [name] : []));

describe('the AsyncAPI document', () => {
  test('is one of AsyncAPI 3.0, by its JSON Schema, and every reference in it leads somewhere', async () => {
    const schema = JSON.parse(await readFile(SCHEMA, 'utf8')) as object;
    const ajv = new Ajv({ strict: false, meta: false, validateSchema: false }); // it brings draft 7 along
    addFormats(ajv);
    const isValid = ajv.validate(schema, document);
    expect([isValid, ajv.errors]).toEqual([true, null]);
    const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer]) => pointer!);
    const isThere = (pointer: string): boolean =>
      pointer
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document) !== undefined;
    expect(pointers.length).toBeGreaterThan(40);
    expect(pointers.filter((pointer) => !isThere(pointer))).toEqual([]);
  });

  test('is the one in docs/asyncapi.json; UPDATE_OPENAPI=1 writes it', async () => {
    await expectKept(document, FILE);
  });

  test('has every event of the contract and no other, and each message of a client with its answers', () => {
    expect(document.channels.tasks.address).toBe(TASKS_NAMESPACE);
    const events = [...TASK_EVENTS, ...SCHEDULE_EVENTS, ...CONTROL_EVENTS, 'tasks:digest', 'tasks:closing'];
    expect(namesOf('send').sort()).toEqual(events.sort());
    expect(namesOf('receive').sort()).toEqual(['tasks:subscribe', 'tasks:unsubscribe', 'tasks:watch']);
    for (const name of namesOf('receive')) {
      expect(document.operations[name]!.reply!.messages).toHaveLength(2);
    }
    const answers = namesOf('receive').flatMap((name) => document.operations[name]!.reply!.messages);
    expect(Object.keys(document.channels.tasks.messages)).toHaveLength(
      namesOf('send').length + namesOf('receive').length + answers.length,
    );
  });

  test('is what is held to it: a field too many or too few, and an unknown message, are noticed', () => {
    const check = messageCheck(document);
    const closing = { code: 'UNAUTHORIZED' };
    expect(check('tasks:closing', closing)).toBeNull();
    expect(check('tasks:closing', { ...closing, more: 1 })).toMatch('not as documented');
    expect(check('tasks:closing', {})).toMatch('not as documented');
    expect(check('tasks:closing', { code: 'NONE' })).toMatch('not as documented');
    expect(check('tasks:opening', closing)).toMatch('is not documented');
  });
});

// Those of tasks are all in live/log.spec.ts, those of schedules in schedules.spec.ts: what is heard there is held to the kept file.
describe('what the server says', () => {
  test('of lanes and types, of a closing socket, and in answer to messages, is as documented', async () => {
    const check = messageCheck(document);
    const { accessToken: token } = await api.login('admin');
    const { client } = await listen(api.url, token);
    const heard = new Map<string, unknown>();
    client.onAny((name: string, event: unknown) => heard.set(name, event));
    const answers = {
      'tasks:subscribe.Subscribed': await client.emitWithAck('tasks:subscribe', { scope: 'all', since: '0-0' }),
      'tasks:subscribe.MessageRefused': await client.emitWithAck('tasks:subscribe', { scope: 'none' as 'all' }),
      'tasks:watch.MessageDone': await client.emitWithAck('tasks:watch', { taskIds: [] }),
      'tasks:unsubscribe.MessageDone': await client.emitWithAck('tasks:unsubscribe'),
    };
    await client.emitWithAck('tasks:subscribe', {});
    const until = '2099-01-01T00:00:00.000Z';
    await api.request('POST', '/api/lanes/low/pause', { token, body: { reason: 'a test', until } });
    await api.request('POST', '/api/lanes/low/resume', { token });
    const limits = [{ key: 'owner', concurrency: 9, rate: { count: 5, perMs: 1_000 } }];
    await api.request('PUT', '/api/types/tasks.cleanup/limits', { token, body: limits });
    await eventually(() => heard.has('type:changed'));
    await api.request('POST', '/api/auth/logout', { token });
    await eventually(() => heard.has('tasks:closing'));
    expect([...heard.keys()].sort()).toEqual(['lane:changed', 'tasks:closing', 'type:changed']);
    for (const [name, payload] of [...heard, ...Object.entries(answers)]) {
      expect(check(name, payload)).toBeNull();
    }
    client.disconnect();
  });
});
