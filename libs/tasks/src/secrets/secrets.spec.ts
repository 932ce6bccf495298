import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Logger, type LoggerService } from '@nestjs/common';
import { SECRET_MASK, type CreateTaskRequest, type Schedule, type Task } from '@task-queue/contracts';
import { IsOptional, IsString } from 'class-validator';
import { OWNER, startTaskEngine, type TaskEngine } from '../../testing/index.js';
import { strayErrorListener } from '../attempts/stray-errors.js';
import { UnrecoverableTaskError } from '../domain/errors.js';
import type { TaskIdentity } from '../domain/identity.js';
import type { TaskContext } from '../handlers/task-context.js';
import { TaskHandler } from '../handlers/task-handler.js';
import { TaskParam } from '../handlers/task-param.js';
import { SchedulesService } from '../schedules/schedules.service.js';
import { TaskSchedule } from '../schedules/declared/task-schedule.js';
import { keyIdOf, type SecretKey } from './key-ring.js';

const CANARY = 'canary/Ωme+ga "42"';
const TYPE = 'test.vault';
const [KEY, NEW_KEY]: SecretKey[] = ['first', 'second'].map((id) => ({ id, key: randomBytes(32) }));
const ANN: TaskIdentity = { id: 'ann', username: 'ann', roles: ['user'] };
const ADMIN: TaskIdentity = { id: 'boss', username: 'boss', roles: ['admin'] };
const CALL = { locale: 'en', requestId: 'secrets' } as const;

class VaultParams {
  @IsOptional() @IsString() url?: string;
  @TaskParam({ secret: true }) @IsString() password!: string;
}

/** What the handler was given, and what it does then. */
let got: VaultParams[];
let play: (params: VaultParams, context: TaskContext) => unknown;

@TaskSchedule<VaultParams>({ name: 'Of the code', cron: '0 0 1 1 *', timeZone: 'UTC', params: { password: CANARY } })
@TaskHandler({ type: TYPE, title: { zh: '保险库', en: 'Vault' }, params: VaultParams, backoff: { delayMs: 1 } })
class VaultTask {
  run(params: VaultParams, context: TaskContext): unknown {
    got.push({ ...params });
    return play(params, context);
  }
}

let engine: TaskEngine;
beforeAll(async () => {
  engine = await startTaskEngine([VaultTask], { secrets: { keys: [KEY!] } });
});
afterAll(() => engine.stop());
beforeEach(() => {
  got = [];
  play = () => undefined;
});

const given = (more: Partial<CreateTaskRequest> = {}): CreateTaskRequest => ({
  type: TYPE,
  params: { url: 'a', password: CANARY },
  ...more,
});
const create = async (request = given(), as: TaskIdentity = OWNER, options: object = {}) =>
  engine.tasks.create(as, request, { ...CALL, ...options });
const masked = { url: 'a', password: SECRET_MASK };
/** Also of a task of somebody else, which the engine does not read. */
const happened = async (id: string, event: string): Promise<void> => {
  await engine.until(id, event).catch((error: { readonly code?: string }) => {
    if (error.code !== 'TASK_NOT_FOUND') {
      throw error;
    }
  });
};
const done = async ({ task }: { task: Task }): Promise<Task> => engine.until(task.id, 'task:completed');

describe('a task with a secret', () => {
  test('gives it to its handler and to nobody else', async () => {
    const created = await create();
    expect(created.task.params).toEqual(masked);
    expect((await done(created)).params).toEqual(masked);
    expect(got).toEqual([{ url: 'a', password: CANARY }]);
  });

  test('tells nothing of it, whatever its handler throws, logs, tells and returns', async () => {
    const basic = Buffer.from(`user:${CANARY}`).toString('base64');
    play = ({ password }, context) => {
      context.log(`signing in with ${password}`);
      context.progress(10, `trying ${password}`);
      context.summary(`used ${password}`);
      context.artifact('a.txt', `text/plain; of=${password}`).end();
      if (context.attempt === 1) {
        throw new Error(`GET /?p=${encodeURIComponent(password)}`, { cause: { headers: { authorization: basic } } });
      }
      return { password, [password]: [JSON.stringify({ password })] };
    };
    const task = await done(await create());
    expect(task.result).toEqual({ password: SECRET_MASK, [SECRET_MASK]: [`{"password":"${SECRET_MASK}"}`] });
    expect(task.resultSummary).toBe(`used ${SECRET_MASK}`);
    expect(task.artifact!.contentType).toBe('application/octet-stream'); // a header takes no mask
    expect(task.attempts[0]!.error!.message).toContain(`GET /?p=${SECRET_MASK}`);
    expect(task.log.map(({ line }) => line)).toEqual(Array(2).fill(`signing in with ${SECRET_MASK}`));
  });

  test('tells nothing of it where its handler throws what nobody catches, the log neither', async () => {
    const lines: unknown[] = [];
    Logger.overrideLogger({ warn: (line: unknown) => lines.push(line) } as unknown as LoggerService); // all that is said
    play = async ({ password }, context) => {
      strayErrorListener()!(new Error(`nobody awaits ${password}`));
      await once(context.signal, 'abort');
    };
    const { task } = await create(given({ maxRetries: 0 }));
    expect((await engine.until(task.id, 'task:failed')).error!.message).toBe(`nobody awaits ${SECRET_MASK}`);
    Logger.overrideLogger(false);
    expect(lines).toEqual([expect.objectContaining({ reason: `nobody awaits ${SECRET_MASK}` })]);
  });

  test('has it still when it is retried, by itself and by hand', async () => {
    play = ({ password }, { attempt }) => {
      if (attempt < 3) {
        throw attempt === 1 ? new Error(password) : new UnrecoverableTaskError(password);
      }
    };
    const { task } = await create(given(), ANN);
    await happened(task.id, 'task:failed');
    expect((await engine.tasks.get(ANN, task.id)).error!.message).toBe(SECRET_MASK);
    expect((await engine.tasks.retry(ADMIN, task.id)).params).toEqual(masked);
    await happened(task.id, 'task:completed');
    expect(got.map(({ password }) => password)).toEqual([CANARY, CANARY, CANARY]);
  });

  test('that is debounced has that of who asked last', async () => {
    const debounce = { key: 'd', delayMs: 200, maxDelayMs: 10_000 };
    const first = await create(given({ debounce, params: { password: 'first of two' } }));
    const second = await create(given({ debounce }));
    expect(second.task.id).toBe(first.task.id);
    expect((await done(first)).params).toEqual({ ...masked });
    expect(got).toEqual([{ url: 'a', password: CANARY }]);
  });
});

describe('what is the same', () => {
  const runAt = '2099-01-01T00:00:00.000Z';
  const other = { url: 'a', password: `${CANARY}!` };

  test('is told by its secret as well, for a unique task', async () => {
    const first = await create(given({ unique: {}, runAt }));
    expect((await create(given({ unique: {}, runAt }))).task.id).toBe(first.task.id);
    expect((await create(given({ unique: {}, runAt, params: other }))).created).toBe(true);
  });

  test('is told by its secret as well, under an idempotency key', async () => {
    const keyed = (request: CreateTaskRequest) => create(request, OWNER, { idempotencyKey: 'once' });
    const first = await keyed(given({ runAt }));
    expect((await keyed(given({ runAt }))).task.id).toBe(first.task.id);
    await expect(keyed(given({ runAt, params: other }))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

describe('run again', () => {
  const again = (secretsFrom: string, as: TaskIdentity = OWNER, more: Partial<CreateTaskRequest> = {}) =>
    create(given({ params: { url: 'b', password: SECRET_MASK }, secretsFrom, ...more }), as);

  test('a task has the secret of the one before, which nobody had to know', async () => {
    const before = await create();
    await done(before);
    const next = await again(before.task.id);
    expect((await done(next)).params).toEqual({ url: 'b', password: SECRET_MASK });
    expect(got[1]).toEqual({ url: 'b', password: CANARY });
    const third = await again(next.task.id);
    await done(third);
    expect(got[2]!.password).toBe(CANARY);
  });

  test('a task is found by its idempotency key also when the one before is gone', async () => {
    const before = await create();
    await done(before);
    const keyed = (url: string, idempotencyKey: string) =>
      create(given({ params: { url, password: SECRET_MASK }, secretsFrom: before.task.id }), OWNER, { idempotencyKey });
    const next = await keyed('b', 'again');
    await done(next);
    await engine.tasks.remove(OWNER, before.task.id);
    const { task, created } = await keyed('b', 'again');
    expect([task.id, created]).toEqual([next.task.id, false]);
    const refused = { problems: [{ field: 'secretsFrom' }] };
    await expect(keyed('b', 'another')).rejects.toMatchObject(refused);
    await expect(keyed('c', 'again')).rejects.toMatchObject(refused);
    await engine.tasks.remove(OWNER, next.task.id);
    await expect(keyed('b', 'again')).rejects.toMatchObject(refused);
  });

  test('a mask by itself is refused', async () => {
    await expect(create(given({ params: masked }))).rejects.toMatchObject({ problems: [{ field: 'params.password' }] });
  });

  test.each([
    ['that is not there', ADMIN, async () => '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55'],
    ['of somebody else, for who may see it', ADMIN, async () => (await create()).task.id],
    ['of somebody else, for who may not', ANN, async () => (await create()).task.id],
  ])('no secret is had of a task %s', async (_whose, as, source) => {
    await expect(again(await source(), as)).rejects.toMatchObject({ problems: [{ field: 'secretsFrom' }] });
  });
});

describe('a schedule with a secret', () => {
  const service = () => engine.context.get(SchedulesService);
  const DRAFT = {
    name: 'vault',
    type: TYPE,
    cron: '0 0 1 1 *',
    timeZone: 'UTC',
    params: { url: 'a', password: CANARY },
  };
  const run = async (id: string, as: TaskIdentity = OWNER): Promise<VaultParams> => {
    got = [];
    await happened((await service().run(as, id, CALL)).task.id, 'task:completed');
    return got[0]!;
  };
  let id: string;
  beforeEach(async () => {
    ({ id } = await service().create(OWNER, DRAFT, CALL));
  });
  afterEach(() => service().remove(ADMIN, id));

  test('shows a mask, and its tasks have it', async () => {
    expect((await service().get(OWNER, id)).params).toEqual(masked);
    expect(await run(id)).toEqual({ url: 'a', password: CANARY });
  });

  test('has it still when anything else of it changes, whoever changes it and whoever it is handed to', async () => {
    await service().change(OWNER, id, { name: 'other' });
    await service().change(ADMIN, id, { cron: '0 0 2 1 *' });
    await service().change(ADMIN, id, { createdBy: ANN });
    expect(await run(id, ADMIN)).toEqual({ url: 'a', password: CANARY });
  });

  test('has it still for other params that its owner gives with the mask, or another that they give', async () => {
    await service().change(OWNER, id, { params: { url: 'b', password: SECRET_MASK } });
    expect(await run(id)).toEqual({ url: 'b', password: CANARY });
    await service().change(OWNER, id, { params: { url: 'b', password: 'another one' } });
    expect(await run(id)).toEqual({ url: 'b', password: 'another one' });
  });

  test('has it for no params of somebody else, not even once it is theirs', async () => {
    const elsewhere = { params: { url: 'evil', password: SECRET_MASK } };
    const refused = { problems: [{ field: 'params.password' }] };
    await expect(service().change(ADMIN, id, elsewhere)).rejects.toMatchObject(refused);
    await service().change(ADMIN, id, { createdBy: ADMIN });
    await expect(service().change(ADMIN, id, elsewhere)).rejects.toMatchObject(refused);
    const { task } = await service().run(ADMIN, id, CALL);
    const again = given({ ...elsewhere, secretsFrom: task.id });
    await expect(create(again, ADMIN)).rejects.toMatchObject({ problems: [{ field: 'secretsFrom' }] });
  });

  test('that code declares is no different', async () => {
    let declared: Schedule | undefined;
    while (declared === undefined) {
      declared = (await service().list(ADMIN, 1, 100)).items.find(({ isDeclared }) => isDeclared);
    }
    expect(declared.params).toEqual({ password: SECRET_MASK });
    expect(await run(declared.id, ADMIN)).toEqual({ password: CANARY });
  });
});

describe('keys', () => {
  const sealedOf = async ({ task }: { task: Task }): Promise<string> =>
    keyIdOf((await engine.fixture.redis.hget(`${engine.fixture.prefix}:t:${task.id}`, 'x'))!);

  test('are changed while tasks wait: what the old one sealed opens, the new one seals', async () => {
    const before = await create();
    await done(before);
    await engine.leave();
    const rotated = await engine.another({ secrets: { keys: [NEW_KEY!, KEY!] } });
    const next = await rotated.tasks.create(
      OWNER,
      given({ params: { password: SECRET_MASK }, secretsFrom: before.task.id }),
      CALL,
    );
    await rotated.until(next.task.id, 'task:completed');
    expect([await sealedOf(before), await sealedOf(next), got[1]!.password]).toEqual(['first', 'second', CANARY]);
    await rotated.leave();
  });

  test('that a worker lacks fail its attempt by name, and it is retried', async () => {
    const keyless = await engine.another({ secrets: { keys: [NEW_KEY!] } });
    const sealing = await engine.another({ secrets: { keys: [KEY!] } });
    const runAt = new Date(Date.now() + 1_000).toISOString();
    const { task } = await sealing.tasks.create(OWNER, given({ runAt, maxRetries: 1 }), CALL);
    await sealing.leave();
    const failed = await keyless.until(task.id, 'task:failed');
    expect(failed.attempts.map(({ error }) => error!.code)).toEqual(['SECRETS_UNREADABLE', 'SECRETS_UNREADABLE']);
    expect(failed.error!.message).toContain('sealed with the key "first", which this process does not have');
    expect(got).toEqual([]);
    await keyless.leave();
  });
});
