import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ReplyError } from 'ioredis';
import { storeError } from '../record/store-error.js';
import { OWNER, startTaskEngine, type TaskEngine } from '../../testing/index.js';
import { forgetScripts, script as scriptTask, ScriptTask, type Script } from '../../testing/script-task.js';

let engine: TaskEngine;
beforeAll(async () => {
  engine = await startTaskEngine([ScriptTask]);
});
afterAll(() => engine.stop());
afterEach(forgetScripts);

/** A script that is played once. */
const script = (play: Script) => ({ ...scriptTask(play), maxRetries: 0 });

async function failureOf(play: Script): Promise<{ code?: string; message?: string; stack?: string }> {
  const { id } = await engine.create(script(play));
  await engine.until(id, 'task:failed');
  const admin = { ...OWNER, roles: ['admin'] } as const;
  return (await engine.tasks.get(admin, id)).error!;
}

describe('params', () => {
  test('may have 256 KiB as JSON, and not a byte more', async () => {
    const { type, params } = script(() => 'ran');
    const room = 256 * 1024 - Buffer.byteLength(JSON.stringify({ ...params, note: '' }));
    const { id } = await engine.create({ type, params: { ...params, note: 'x'.repeat(room) } });
    expect(await engine.until(id, 'task:completed')).toMatchObject({ result: 'ran' });
    const larger = engine.create({ type, params: { ...params, note: 'x'.repeat(room + 1) } });
    await expect(larger).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });
});

describe('a result', () => {
  test('may have 1 MiB as JSON; a byte more fails and names artifacts', async () => {
    const { id } = await engine.create(script(() => 'x'.repeat(1024 * 1024 - 2)));
    expect((await engine.until(id, 'task:completed')).result).toHaveLength(1024 * 1024 - 2);
    const failure = await failureOf(() => 'x'.repeat(1024 * 1024 - 1));
    expect(failure).toMatchObject({ code: 'RESULT_TOO_LARGE', message: expect.stringContaining('artifact') });
  });

  test.each([
    ['a symbol', Symbol('s')],
    ['a function', () => 1],
  ])('that is %s is none', async (_name, value) => {
    const { id } = await engine.create(script(() => value));
    expect(await engine.until(id, 'task:completed')).toMatchObject({ result: null, resultSummary: null });
  });

  test('is read as one line, whatever the handler says', async () => {
    const returned = await engine.create(script(() => 'two\r\nlines\tand a\u2028half'));
    expect((await engine.until(returned.id, 'task:completed')).resultSummary).toBe('two lines and a half');
    const told = await engine.create(script((context) => context.summary(`a\n${'b'.repeat(300)}`)));
    expect((await engine.until(told.id, 'task:completed')).resultSummary).toBe(`a ${'b'.repeat(197)}…`);
  });

  test('whose toJSON throws is not JSON, whatever it throws', async () => {
    const refusing = {
      toJSON(): never {
        throw Object.create(null) as Error;
      },
    };
    expect(await failureOf(() => refusing)).toMatchObject({ code: 'RESULT_INVALID' });
  });

  test('may be text of any kind, halves of characters and all', async () => {
    const { id } = await engine.create(script(() => ({ text: 'a\ud800\u0000b' })));
    expect((await engine.until(id, 'task:completed')).result).toEqual({ text: 'a\ud800\u0000b' });
  });
});

describe('what a handler throws', () => {
  test('may be huge: message and stack are cut', async () => {
    const failure = await failureOf(() => {
      throw new Error('m'.repeat(5_000_000));
    });
    expect([failure.message?.length, failure.stack?.length]).toEqual([2_000, 8_000]);
  });

  test('may refuse to be looked at', async () => {
    const refuse = (): never => {
      throw new Error('no');
    };
    const guarded = Object.defineProperties(new Error('x'), { message: { get: refuse }, stack: { get: refuse } });
    const proxy = new Proxy({}, { getPrototypeOf: refuse, get: refuse });
    for (const thrown of [guarded, proxy]) {
      const failure = await failureOf(() => {
        throw thrown; // eslint-disable-line @typescript-eslint/only-throw-error -- what the test is about
      });
      expect(failure).toMatchObject({ code: 'HANDLER_ERROR', message: 'The handler threw a value that has no text' });
    }
  });

  test('may have half a character in it', async () => {
    const failure = await failureOf(() => {
      throw new Error('broke at \ud800');
    });
    expect(failure.message).toBe('broke at \ufffd');
  });
});

describe('a title with half a character', () => {
  test('does not keep its task from ending and from being deleted', async () => {
    const { id } = await engine.create({ ...script(() => 1), title: 'a\udc00b' });
    expect(await engine.until(id, 'task:completed')).toMatchObject({ title: 'a\ufffdb' });
    await engine.tasks.remove(OWNER, id);
    await expect(engine.read(id)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });
});

describe('a person with half a character in their name', () => {
  const options = { locale: 'en', requestId: 'test-request' } as const;

  test('does not keep a task from being due', async () => {
    const request = { ...script(() => 1), runAt: new Date(Date.now() + 200).toISOString() };
    const { task } = await engine.tasks.create({ ...OWNER, username: 'cut\ud83d' }, request, options);
    expect(task.createdBy.username).toBe('cut\ufffd');
    expect(await engine.until(task.id, 'task:completed')).toMatchObject({ status: 'completed' });
  });

  test('does not keep others from their lists', async () => {
    const { task } = await engine.tasks.create(
      { ...OWNER, id: 'cut\ud83d' },
      script(() => 1),
      options,
    );
    const { items } = await engine.tasks.list({ ...OWNER, roles: ['admin'] }, {}, 1, 1);
    expect(items).toMatchObject([{ id: task.id, createdBy: { id: 'cut\ufffd' } }]);
  });
});

describe('progress', () => {
  test('said 10,000 times in a second is at most 10 events in any second, the last one before the end', async () => {
    const { id } = await engine.create(
      script(async ({ progress }) => {
        const startedMs = Date.now();
        for (let i = 1; i <= 10_000; i += 1) {
          progress(i / 101, `step ${i}`);
          if (i % 50 === 0) {
            await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedMs + i / 10 - Date.now())));
          }
        }
      }),
    );
    await engine.until(id, 'task:completed');
    const entries = await engine.fixture.redis.xrange(`${engine.fixture.prefix}:events`, '-', '+');
    const events = entries.map(([, fields]) => fields).filter((fields) => fields[3] === id);
    const names = events.map((fields) => fields[1]);
    const times = events.filter((_, i) => names[i] === 'task:progress').map((fields) => Number(fields[5]));
    const inAnySecond = times.map((ms, i) => times.slice(i).filter((later) => later < ms + 1_000).length);
    expect(Math.max(...inAnySecond)).toBeLessThanOrEqual(10);
    expect(times.length).toBeGreaterThanOrEqual(3);
    expect(names.slice(-2)).toEqual(['task:progress', 'task:completed']);
    expect(JSON.parse(events.at(-2)![9]!)).toMatchObject({ progress: 99, progressText: 'step 10000' });
  });
});

const RedisError = ReplyError as new (message: string) => Error; // as ioredis has it, untyped

test('what our Redis says of a failure is for the log alone', async () => {
  const failure = await failureOf(() => {
    throw storeError(new RedisError('ERR user_script:42: Script attempted to access {secret}:key'));
  });
  expect(JSON.stringify(failure)).not.toMatch(/user_script|secret/);
  expect(failure).toMatchObject({ code: 'HANDLER_ERROR', message: expect.stringMatching(/could not be read/) });
});
