import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Type } from '@nestjs/common';
import * as classValidator from 'class-validator';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SECRET_MASK, type CreateTaskRequest, type Schedule, type Task } from '@task-queue/contracts';
import ts from 'typescript';
import { OWNER, startTaskEngine, type TaskEngine } from '../../testing/index.js';
import * as tasks from '../index.js';
import { SchedulesService } from '../schedules/schedules.service.js';

/** The examples of docs/handlers.md, of one language, in their order. */
function examples(language: 'ts' | 'json'): string[] {
  const page = readFileSync(new URL('../../../../docs/handlers.md', import.meta.url), 'utf8');
  return [...page.matchAll(/```(\w+)\n(.*?)```/gs)].filter(([, of]) => of === language).map(([, , code]) => code!);
}

/** The handlers of an example that is whole: it brings its params, and needs nothing but what it imports. */
function handlersOf(code: string): Type[] {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  const packages: Record<string, unknown> = { '@task-queue/tasks': tasks, 'class-validator': classValidator };
  const exported: Record<string, Type> = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- our own documentation, run as what it says it is
  const run = new Function('require', 'exports', outputText) as (
    require: (name: string) => unknown,
    to: object,
  ) => void;
  run((name) => packages[name], exported);
  return Object.values(exported);
}

let engine: TaskEngine;
beforeAll(async () => {
  const whole = examples('ts').filter((code) => code.includes('@TaskHandler(') && code.includes("'class-validator'"));
  engine = await startTaskEngine(whole.flatMap(handlersOf), { secrets: { keys: [{ id: 'k', key: randomBytes(32) }] } });
});
afterAll(() => engine.stop());

const create = (request: CreateTaskRequest) =>
  engine.tasks.create(OWNER, request, { locale: 'en', requestId: 'documented' });

test('the first handler counts words', async () => {
  const { id } = await engine.create({ type: 'words.count', params: { text: 'to be or not' } });
  expect(await engine.until(id, 'task:completed')).toMatchObject({ result: { words: 4 }, resultSummary: '4 words' });
});

test('what signs in somewhere has a password that nobody is shown', async () => {
  const { id } = await engine.create({ type: 'mail.sync', params: { password: 'correct horse' } });
  const { params, result, log } = await engine.until(id, 'task:completed');
  expect({ params, result }).toEqual({
    params: { mailbox: 'orders', password: SECRET_MASK },
    result: { signedIn: true },
  });
  expect(log[0]!.line).toBe(`signing in to orders with ${SECRET_MASK}`);
});

test('what is there once is created once, and begins again when it is over', async () => {
  const runAt = '2099-01-01T00:00:00.000Z';
  const first = await create({ type: 'index.rebuild', params: { shop: 'north' }, runAt });
  const second = await create({ type: 'index.rebuild', params: { shop: 'north' } });
  expect([second.created, second.deduplicated, second.task.id]).toEqual([false, true, first.task.id]);
  const south = await create({ type: 'index.rebuild', params: { shop: 'south' } });
  expect((await engine.until(south.task.id, 'task:completed')).result).toBe('rebuilt south');
  expect((await create({ type: 'index.rebuild', params: { shop: 'south' } })).created).toBe(true);
});

test('what is declared to start by itself is there, with its next run', async () => {
  const schedules = engine.context.get(SchedulesService);
  const admin = { ...OWNER, roles: ['admin'] as const };
  let found: readonly Schedule[] = [];
  while (found.length === 0) {
    found = (await schedules.list(admin, 1, 10)).items;
  }
  const { createdBy, nextRunAt, isDeclared, params, id } = found[0]!;
  expect({ createdBy: createdBy.username, isDeclared, params }).toEqual({
    createdBy: 'system',
    isDeclared: true,
    params: { olderThanDays: 30 },
  });
  expect(nextRunAt).toMatch(/T18:30:00.000Z$/);
  await schedules.change(admin, id, { createdBy: { id: OWNER.id, username: OWNER.username } });
  const run = await schedules.run(admin, id, { locale: 'en', requestId: 'documented' });
  const { result } = await engine.until(run.task.id, 'task:completed');
  expect(result).toBe('tidied carts older than 30 days');
});

test('the requests are taken, each as it is written', async () => {
  const requests = examples('json').map((json) => JSON.parse(json) as CreateTaskRequest);
  expect(requests.length).toBeGreaterThan(0);
  const created: Task[] = [];
  for (const request of requests) {
    created.push((await create(request)).task);
  }
  expect(created.map(({ status }) => status)).toEqual(requests.map(() => 'pending'));
});
