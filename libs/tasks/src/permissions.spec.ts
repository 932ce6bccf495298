import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Task, UserRole } from '@task-queue/contracts';
import { script, ScriptTask } from '../testing/script-task.js';
import { OWNER, startTaskEngine, type TaskEngine } from '../testing/task-engine.js';
import type { TasksService } from './tasks.service.js';

/** Of a role that allows nothing here. */
const STRANGER = { ...OWNER, roles: ['auditor' as UserRole] };
const OTHER = { ...OWNER, id: 'other' };
const OPTIONS = { locale: 'en', requestId: 'test' } as const;

let engine: TaskEngine;
let task: Task;

beforeAll(async () => {
  engine = await startTaskEngine([ScriptTask]);
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  task = await engine.create({ ...script(() => 0), runAt });
});

afterAll(() => engine.stop());

const FORBIDDEN: readonly [string, (tasks: TasksService) => Promise<unknown>][] = [
  [
    'create',
    (tasks) =>
      tasks.create(
        STRANGER,
        script(() => 0),
        OPTIONS,
      ),
  ],
  ['list', (tasks) => tasks.list(STRANGER, {}, 1, 20)],
  ['count', (tasks) => tasks.count(STRANGER, {})],
  ['scan', (tasks) => tasks.scan(STRANGER, {}).next()],
  ['stats', (tasks) => tasks.stats(STRANGER)],
  ['bulk', () => engine.bulk.onMatching(STRANGER, 'cancel', {}, OPTIONS)],
];

test.each(FORBIDDEN)('%s is refused with FORBIDDEN where no role of the caller allows it', async (_name, call) => {
  await expect(call(engine.tasks)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

const UNSEEN: readonly [string, (tasks: TasksService, who: typeof OTHER) => Promise<unknown>][] = [
  ['get', (tasks, who) => tasks.get(who, task.id)],
  ['cancel', (tasks, who) => tasks.cancel(who, task.id)],
  ['retry', (tasks, who) => tasks.retry(who, task.id)],
];

test.each(UNSEEN)('%s of a task that the caller may not see is refused as if there were none', async (_name, call) => {
  await expect(call(engine.tasks, OTHER)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  await expect(call(engine.tasks, STRANGER as never)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  expect(await engine.read(task.id)).toMatchObject({ status: 'pending' });
});
