import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TaskHandler } from '@task-queue/tasks';
import { Type } from 'class-transformer';
import { ArrayUnique, IsArray, IsInt, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import { openApiDocument } from '../openapi.js';
import type { Answer } from '../../testing/answer.js';
import type { OpenApi } from '../../testing/openapi.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

class Line {
  @IsString() readonly name!: string;
  @IsOptional() @IsInt() readonly count?: number;
  @IsOptional() @IsArray() @ArrayUnique() readonly tags?: string[];
}

/** As a programmer would write it, with rules that compare everything with everything. */
class ManyParams {
  @IsOptional() @IsArray() @ArrayUnique() @IsString({ each: true }) readonly texts?: string[];
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Line) readonly lines?: Line[];
  @IsOptional() @ValidateNested() @Type(() => Line) readonly line?: Line;
  @IsOptional() @IsObject() readonly data?: object;
}

@TaskHandler({ type: 'test.many', title: { zh: '许多', en: 'Many' }, params: ManyParams })
class ManyTask {
  run({ data }: ManyParams): boolean {
    return data !== undefined;
  }
}

/**
 * Longest time that one call may keep the process from anything else, in milliseconds of its processor, on a machine
 * where {@link reading} takes {@link READING_MS}: one that is slower, or busy at the moment, may take longer for both.
 */
const MOST_MS = 50;
const READING_MS = 45;
/** How often a call is asked that took too long: what does every time, does so by itself. */
const TRIES = 10;
/** Just under the largest body. */
const BODY_BYTES = 299 * 1024;

let api: RunningApi;
let admin: string;
beforeAll(async () => {
  api = await startApi({}, undefined, [ManyTask]);
  admin = (await api.login('admin')).accessToken;
});
afterAll(() => api.stop());

const post = (path: string, body: unknown): Promise<Answer> => api.request('POST', path, { token: admin, body });

/** As many entries as fit a body. */
function filled(open: string, entry: (i: number) => string, close: string): string {
  const parts: string[] = [];
  for (let length = open.length + close.length, i = 0; length < BODY_BYTES; i += 1) {
    parts.push(entry(i));
    length += parts.at(-1)!.length + 1;
  }
  parts.pop();
  return open + parts.join(',') + close;
}

const keys = (i: number): string => `"k${i}":1`;
/** Bodies of the largest size, each hard on something that reads it. */
const LARGE: Readonly<Record<string, string>> = {
  'many keys': filled('{', keys, '}'),
  'many keys of a field': filled('{"filter":{', keys, '}}'),
  'many texts': filled('{"filter":{"type":[', (i) => `"${i}"`, ']}}'),
  'many lists': filled('{"filter":{"type":[', () => '[]', ']}}'),
  'many objects': filled('{"ids":[', () => '{"a":1}', ']}'),
  'many statuses': filled('{"statuses":[', () => '"failed"', ']}'),
  'deep lists': `{"a":${'['.repeat(140_000)}${']'.repeat(140_000)}}`,
  'deep objects': `{"a":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`,
  'a long name': `{"${'x'.repeat(BODY_BYTES - 300)}":1}`,
  'a long text': `{"username":"${'x'.repeat(BODY_BYTES - 300)}"}`,
  'a long number': `{"a":${'9'.repeat(BODY_BYTES - 300)}}`,
  'a long blank': `${' '.repeat(BODY_BYTES - 300)}{}`,
  'no JSON': filled('[', (i) => `{"a${i}"`, ''),
};

/** A call without what a test otherwise does with the answer; its status. */
async function send(method: string, path: string, body: string, token: string | undefined): Promise<number> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(api.url + path, { method, headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

function readIfJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    // one of them is none
  }
}

/** Something that takes this machine a time that says how fast it is just now. */
async function reading(): Promise<void> {
  Object.values(LARGE).forEach(readIfJson);
}

/** Processor time that it takes, in milliseconds. */
async function costOf(call: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await call();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * The least that answering a call took of what it may take, in per cent: asked once where that is little enough.
 *
 * How fast the machine is, is looked at right beside each try, since its other users come and go.
 */
async function shareOf(call: () => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let tries = 0; tries < TRIES && least > 100; tries += 1) {
    const ms = await costOf(call);
    const mostMs = ms > MOST_MS ? MOST_MS * Math.max(1, (await costOf(reading)) / READING_MS) : MOST_MS;
    least = Math.min(least, Math.round((100 * ms) / mostMs));
  }
  return least;
}

/** Every call of the document that takes a body, with some id where the address has one. */
function callsWithBody(): (readonly [string, string])[] {
  const document = JSON.parse(JSON.stringify(openApiDocument(api.app))) as OpenApi;
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => 'requestBody' in (operation as object))
      .map(([method]) => [method.toUpperCase(), path.replace(/\{\w+\}/g, 'x')] as const),
  );
}

describe('no body of the allowed size takes the process for long', () => {
  test('of any call that takes one, whoever calls', async () => {
    const calls = callsWithBody();
    expect(calls.length).toBeGreaterThan(5);
    const slow: unknown[] = [];
    for (const [method, path] of calls) {
      for (const [name, body] of Object.entries(LARGE)) {
        for (const token of [admin, undefined]) {
          const share = await shareOf(() => send(method, path, body, token));
          slow.push(...(share > 100 ? [[method, path, name, token === undefined, share]] : []));
        }
      }
    }
    expect(slow).toEqual([]);
  }, 120_000);

  const ofParams: [string, string, string][] = [
    ['test.many', 'unknown keys', filled('{', keys, '}')],
    [
      'test.many',
      'texts that are compared',
      filled('{"texts":[', (i) => `"a text that is some letters long ${i}"`, ']}'),
    ],
    ['test.many', 'objects of a class', filled('{"lines":[', (i) => `{"name":"${i}","count":${i}}`, ']}')],
    ['test.many', 'unknown keys of a class', filled('{"line":{', keys, '}}')],
    [
      'test.many',
      'lists in objects of a class',
      filled('{"lines":[', (i) => `{"name":"a","tags":["${i}","x","y"]}`, ']}'),
    ],
    ['test.many', 'keys of an object without a class', filled('{"data":{', keys, '}}')],
    ['tasks.export', 'types that are lists', filled('{"filter":{"type":[', () => '[]', ']}}')],
    ['tasks.cleanup', 'statuses', filled('{"statuses":[', () => '"failed"', ']}')],
  ];
  test.each(ofParams)('nor of the params of %s: %s', async (type, _what, params) => {
    const body = `{"type":"${type}","params":${params.slice(0, 255 * 1024)}`;
    const whole = `{"type":"${type}","params":${params}}`;
    for (const text of [body, whole]) {
      expect(await shareOf(() => send('POST', '/api/tasks', text, admin))).toBeLessThanOrEqual(100);
    }
  });

  test('nor as many values as are allowed', async () => {
    const texts = Array.from({ length: 990 }, (_, i) => `a text that is some letters long ${i}`);
    const lines = Array.from({ length: 325 }, (_, i) => ({ name: 'a', count: i }));
    for (const params of [{ texts }, { lines }, { data: Object.fromEntries(texts.map((text) => [text, 1])) }]) {
      const body = JSON.stringify({ type: 'test.many', params, runAt: '2099-01-01' }); // it does not run meanwhile
      const create = async (): Promise<void> => expect(await send('POST', '/api/tasks', body, admin)).toBe(201);
      expect(await shareOf(create)).toBeLessThanOrEqual(100);
    }
  });
});

describe('an answer', () => {
  test('names at most 20 fields, says how many more there are, and is short', async () => {
    const body = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`k${i}`, i]));
    const answer = await post('/api/tasks', { type: 'demo.steps', ...body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toHaveLength(20);
    expect(answer.body.detail).toBe('有些字段不符合要求；另有 880 个未列出');
    const named = await post('/api/tasks', { type: 'demo.steps', ['x'.repeat(100_000)]: 1 });
    expect(JSON.stringify(named.body).length).toBeLessThan(1_000);
  });

  test.each([
    ['a comma too much', '{"type":"demo.steps",}', '第 1 行第 22 列起不是有效的 JSON'],
    ['an end that is missing', '{"type":\n "demo.steps"', '第 2 行第 14 列起不是有效的 JSON'],
    ['a quote that is missing', '{"type": demo.steps}', '第 1 行第 10 列起不是有效的 JSON'],
  ])('says where JSON with %s cannot be read', async (_what, body, message) => {
    const answer = await post('/api/tasks', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'BAD_REQUEST']);
    expect(answer.body.errors).toEqual([{ field: 'body', message }]);
  });
});

describe('a call that anybody may make', () => {
  test('has a body of 4 KiB at most', async () => {
    const body = { username: 'admin', password: PASSWORD, more: 'x'.repeat(4_096) };
    for (const path of ['/api/auth/login', '/api/auth/refresh', '/api/auth/logout']) {
      const answer = await api.request('POST', path, { body });
      expect([path, answer.status, answer.body.code]).toEqual([path, 413, 'PAYLOAD_TOO_LARGE']);
    }
  });

  const limitsOf = ({ headers }: Answer<unknown>) => [headers.get('ratelimit-policy'), headers.get('ratelimit')];

  test('is let through so many times a minute from one network, which no person’s calls count to, and told how many', async () => {
    const limited = await startApi({ RATE_LIMIT_ANONYMOUS: '12', RATE_LIMIT: '60' });
    try {
      const { accessToken: token } = await limited.login('admin');
      const refreshes = await Promise.all(
        Array.from({ length: 20 }, () => limited.request('POST', '/api/auth/refresh', {})),
      );
      const refused = refreshes.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(9);
      const waitS = Number(refused[0]!.headers.get('retry-after'));
      expect(waitS).toBeGreaterThan(0);
      expect(limitsOf(refused[0]!)).toEqual(['"address";q=12;w=60', `"address";r=0;t=${waitS}`]);
      const seen = await limited.request('GET', '/api/tasks', { token });
      expect(seen.status).toBe(200);
      expect((await limited.request('GET', '/health/live', {})).status).toBe(200); // whoever else calls
      expect(limitsOf(seen)).toEqual(['"person";q=60;w=60', expect.stringMatching(/^"person";r=59;t=[1-6]?\d$/)]);
      const ofTasks = async (count: number): Promise<number> => {
        const body = { tasks: Array.from({ length: count }, () => ({ type: 'demo.steps', runAt: '2099-01-01' })) };
        return (await limited.request('POST', '/api/tasks/batch-create', { token, body })).status;
      };
      expect([await ofTasks(50), await ofTasks(10)]).toEqual([200, 429]); // each of its tasks counts as a call
    } finally {
      await limited.stop();
    }
  });
});

describe('a call that is refused', () => {
  test('counts to its network where nobody is known by it, and to the person who may not', async () => {
    const limited = await startApi({ RATE_LIMIT_ANONYMOUS: '12', RATE_LIMIT: '20' });
    try {
      const { accessToken: token } = await limited.person('curious');
      const statusesOf = async (count: number, by: { token?: string }): Promise<number[]> => {
        const calls = Array.from({ length: count }, () => limited.request('GET', '/api/users', by));
        return (await Promise.all(calls)).map(({ status }) => status).sort();
      };
      const unknown = [...Array<number>(11).fill(401), ...Array<number>(9).fill(429)]; // signing in was one
      expect(await statusesOf(20, { token: 'no token of ours' })).toEqual(unknown);
      expect(await statusesOf(1, {})).toEqual([429]);
      expect((await limited.request('GET', '/api/tasks', { token })).status).toBe(200); // whoever else is there
      expect(await statusesOf(25, { token })).toEqual([...Array<number>(19).fill(403), ...Array<number>(6).fill(429)]);
    } finally {
      await limited.stop();
    }
  });
});

describe('half a character', () => {
  test.each([
    ['a title', '/api/tasks', { type: 'demo.steps', title: 'a\ud800' }, 'title'],
    ['a type', '/api/tasks', { type: '\udfff' }, 'type'],
    ['params', '/api/tasks', { type: 'demo.flaky', params: { message: '\ud83d' } }, 'params.message'],
    ['a key', '/api/tasks', { type: 'demo.flaky', params: { '\ud83d': 1 } }, 'params.\ufffd'],
    ['a filter', '/api/tasks/bulk', { action: 'retry', filter: { type: ['\ud800'] } }, 'filter.type.0'],
    ['a search', '/api/tasks/bulk', { action: 'delete', filter: { q: 'x\udc00' } }, 'filter.q'],
    ['an id', '/api/tasks/bulk', { action: 'delete', ids: ['\udc00'] }, 'ids.0'],
    [
      'an export',
      '/api/tasks',
      { type: 'tasks.export', params: { format: 'csv', filter: { createdBy: '\ud800' } } },
      'params.filter.createdBy',
    ],
    ['a user name', '/api/users', { username: 'ab\ud800', password: PASSWORD }, 'username'],
    ['a login', '/api/auth/login', { username: '\ud800', password: PASSWORD }, 'username'],
  ])('in %s is refused and named', async (_what, path, body, field) => {
    const answer = await post(path, body);
    expect([answer.status, answer.body.errors?.map((error) => error.field)]).toEqual([422, [field]]);
  });
});

describe('a number that JavaScript would change', () => {
  test.each([
    '356686000032329832',
    '-9007199254740993',
    '9007199254740993.00',
    '9007199254740993e0',
    '900719925474099.3E+1',
    '9007199254740993.5',
    '1e400',
    '1e-400',
    '-0.5E-500',
  ])('%s is refused, not rounded', async (number) => {
    const answer = await post('/api/tasks', `{"type":"test.many","params":{"data":{"id":${number}}}}`);
    expect([answer.status, answer.body.errors?.[0]?.message]).toEqual([422, expect.stringContaining(number)]);
  });

  test.each([
    '9007199254740992',
    '1e20',
    '1.0e23',
    '-9007199254740994.00',
    '1.7976931348623157e308',
    '0.1',
    '5e-324',
    '0e-400',
    '1.50',
    '"356686000032329832"',
    '1000000000000000000000',
  ])('%s is kept as it is', async (number) => {
    const answer = await post('/api/tasks', `{"type":"test.many","params":{"data":{"id":${number}}}}`);
    expect([answer.status, (answer.body as unknown as { params: object }).params]).toEqual([
      201,
      { data: { id: JSON.parse(number) as unknown } },
    ]);
  });
});
