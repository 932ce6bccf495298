import type { TaskSummary } from '@task-queue/contracts';
import { TaskError, ValidationError } from '@task-queue/tasks';
import { runTask } from '@task-queue/tasks/testing';
import { SampleTasks, sampleTask } from '../testing/sample-tasks.js';
import { CleanupTask } from './cleanup.task.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

/** Sample tasks that can be removed, each by its outcome. */
class RemovableTasks extends SampleTasks {
  readonly removed: string[] = [];

  async remove(_identity: unknown, id: string): Promise<void> {
    this.removed.push(id);
  }
}

/** What the audit log is told, by the task that says it. */
const told: unknown[] = [];
const cleanupOf = (tasks: RemovableTasks): CleanupTask =>
  new CleanupTask(tasks, { tellOutcome: async (...outcome) => void told.push(outcome) });

beforeEach(() => {
  told.length = 0;
});

const finishedAt =
  (...days: number[]) =>
  (number: number): TaskSummary =>
    sampleTask(number, { finishedAt: daysAgo(days[(number - 1) % days.length]!) });

describe('tasks.cleanup', () => {
  test('deletes what finished longer ago, and nothing that finished since', async () => {
    const tasks = new RemovableTasks(4, finishedAt(31, 29, 40, 1));
    const { result, summary } = await runTask(cleanupOf(tasks));
    expect(tasks.removed).toEqual([sampleTask(1).id, sampleTask(3).id]);
    expect(result).toEqual({ deleted: 2, skipped: 0 });
    expect(summary).toBe('已删除 2 个任务');
  });

  test('looks only at finished tasks of its creator that are older than itself', async () => {
    const tasks = new RemovableTasks(0);
    const createdBy = { id: 'u1', username: 'han', roles: ['user'] as const };
    await runTask(cleanupOf(tasks), { statuses: ['failed'], olderThanDays: 7 }, { createdBy, taskId: 'the-cleanup' });
    const [question] = tasks.asked;
    expect(question).toMatchObject({ identity: createdBy, filter: { status: ['failed'] }, before: 'the-cleanup' });
    const ageDays = (Date.now() - Date.parse(question!.filter.createdTo!)) / DAY_MS;
    expect(ageDays).toBeCloseTo(7, 3);
  });

  test('never deletes itself, whatever the store lists', async () => {
    const tasks = new RemovableTasks(2, finishedAt(90));
    await runTask(cleanupOf(tasks), {}, { taskId: sampleTask(1).id });
    expect(tasks.removed).toEqual([sampleTask(2).id]);
  });

  test('passes over tasks that were deleted or retried meanwhile', async () => {
    const tasks = new RemovableTasks(3, finishedAt(90));
    tasks.remove = async (_identity, id) => {
      if (id === sampleTask(1).id) {
        throw new TaskError('TASK_NOT_FOUND');
      }
      if (id === sampleTask(2).id) {
        throw new TaskError('TASK_NOT_FINISHED');
      }
    };
    const { result } = await runTask(cleanupOf(tasks), {}, { locale: 'en' });
    expect(result).toEqual({ deleted: 1, skipped: 2 });
  });

  test('fails when the store does', async () => {
    const tasks = new RemovableTasks(3, finishedAt(90));
    tasks.remove = async () => {
      throw new TaskError('UNAVAILABLE');
    };
    await expect(runTask(cleanupOf(tasks))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('tells its progress up to 100 and never backwards', async () => {
    const { progress } = await runTask(cleanupOf(new RemovableTasks(120, finishedAt(90))), {}, { locale: 'en' });
    expect(progress.map(({ percent }) => Math.floor(percent))).toEqual([41, 83, 100, 100]);
    expect(progress[0]?.text).toBe('50 tasks deleted');
    const one = await runTask(cleanupOf(new RemovableTasks(1, finishedAt(90))), {}, { locale: 'en' });
    expect(one.progress[0]?.text).toBe('1 task deleted');
    expect(one.summary).toBe('Deleted 1 task');
  });

  test('stops with the reason when aborted', async () => {
    const abort = new AbortController();
    const tasks = new RemovableTasks(1_000, finishedAt(90), (number) => {
      if (number === 60) {
        abort.abort(new Error('shutting down'));
      }
    });
    await expect(runTask(cleanupOf(tasks), {}, { signal: abort.signal })).rejects.toThrow('shutting down');
    expect(tasks.removed).toHaveLength(50);
    expect(told).toEqual([expect.arrayContaining([expect.objectContaining({ done: 50, interrupted: true })])]);
  });

  test('tells the audit log for whom it deleted how many, and nothing where there was nothing to delete', async () => {
    const createdBy = { id: 'u1', username: 'han', roles: ['admin'] as const };
    const params = { statuses: ['failed'] as const, olderThanDays: 7 };
    await runTask(cleanupOf(new RemovableTasks(3, finishedAt(31, 40, 1))), params, { createdBy, taskId: 'cleanup' });
    await runTask(cleanupOf(new RemovableTasks(0)), params, { createdBy, taskId: 'nothing' });
    const outcome = { action: 'delete', statuses: ['failed'], olderThanDays: 7, done: 2, skipped: 0 };
    expect(told).toEqual([[createdBy, 'cleanup', outcome, 'tasks.cleanup']]);
  });

  test.each([{ olderThanDays: -1 }, { olderThanDays: 3_651 }, { olderThanDays: 1.5 }, { statuses: [] }])(
    'refuses %j',
    async (params) => {
      await expect(runTask(cleanupOf(new RemovableTasks(0)), params)).rejects.toBeInstanceOf(ValidationError);
    },
  );

  test('does not touch what still runs', async () => {
    const refused = runTask(cleanupOf(new RemovableTasks(0)), { statuses: ['running' as 'failed'] });
    await expect(refused).rejects.toBeInstanceOf(ValidationError);
  });
});
