import { describe, expect, it } from '@jest/globals';
import type { TaskEvent, TaskEventName, TaskSummary } from '@task-queue/contracts';
import { parseListQuery } from './list-query';
import { isNewRow, mergeEvents, type LiveEvent } from './merge-events';

function row(id: string, version = 1): TaskSummary {
  return {
    id,
    type: 'demo.steps',
    title: id,
    status: 'pending',
    priority: 'normal',
    progress: 0,
    progressText: null,
    resultSummary: null,
    error: null,
    retryCount: 0,
    maxRetries: 3,
    timeoutMs: 1_000,
    runAt: null,
    createdBy: { id: 'u1', username: 'ann' },
    createdAt: '2026-11-23T08:00:00.000Z',
    startedAt: null,
    finishedAt: null,
    artifact: null,
    version,
  };
}

function live(name: TaskEventName, taskId: string, version: number, change: Partial<TaskEvent> = {}): LiveEvent {
  return {
    name,
    event: {
      cursor: `${version}-0`,
      taskId,
      type: 'demo.steps',
      title: taskId,
      status: 'running',
      priority: 'normal',
      progress: 0,
      retryCount: 0,
      version,
      at: '2026-11-23T08:00:01.000Z',
      createdBy: { id: 'u1', username: 'ann' },
      ...change,
    },
  };
}

describe('rows under live events', () => {
  it('take the newest version and keep their order', () => {
    const rows = [row('a'), row('b')];
    const merged = mergeEvents(rows, [
      live('task:started', 'b', 2),
      live('task:progress', 'b', 3, { progress: 40, progressText: '第 4 步' }),
    ]);
    expect(merged.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(merged[0]).toBe(rows[0]);
    expect(merged[1]).toMatchObject({ status: 'running', progress: 40, progressText: '第 4 步', version: 3 });
    expect(merged[1]!.startedAt).toBe('2026-11-23T08:00:01.000Z');
  });

  it('ignore what is older than what they show', () => {
    const rows = [row('a', 5)];
    expect(mergeEvents(rows, [live('task:progress', 'a', 5, { progress: 90 })])).toBe(rows);
    expect(mergeEvents(rows, [live('task:progress', 'a', 4, { progress: 90 })])).toBe(rows);
  });

  it('do not grow by tasks that are not among them', () => {
    const rows = [row('a')];
    expect(mergeEvents(rows, [live('task:created', 'z', 1)])).toBe(rows);
  });

  it('show when and how a task ended', () => {
    const failure = { message: 'boom', code: 'HANDLER_ERROR', attempt: 1 } as const;
    const [failed] = mergeEvents([row('a')], [live('task:failed', 'a', 3, { status: 'failed', error: failure })]);
    expect(failed).toMatchObject({ status: 'failed', error: failure, finishedAt: '2026-11-23T08:00:01.000Z' });
  });

  it('begin anew after a retry', () => {
    const failed = { ...row('a', 3), status: 'failed', finishedAt: '2026-11-23T08:00:00.500Z' } as TaskSummary;
    const [again] = mergeEvents([failed], [live('task:retrying', 'a', 4, { status: 'pending' })]);
    expect(again).toMatchObject({ status: 'pending', finishedAt: null });
  });
});

describe('a task that was just created', () => {
  const query = (text: string) => parseListQuery(new URLSearchParams(text));
  const created = live('task:created', 'n', 1, { status: 'pending', priority: 'high' });

  it('belongs to a list it matches', () => {
    expect(isNewRow(created, query(''))).toBe(true);
    expect(isNewRow(created, query('status=pending,running&priority=high&type=demo.steps'))).toBe(true);
  });

  it('does not belong to a list that leaves it out', () => {
    expect(isNewRow(created, query('status=failed'))).toBe(false);
    expect(isNewRow(created, query('priority=low'))).toBe(false);
    expect(isNewRow(created, query('type=tasks.export'))).toBe(false);
    expect(isNewRow(created, query('q=words'))).toBe(false);
    expect(isNewRow(live('task:started', 'n', 2), query(''))).toBe(false);
  });
});
