import { describe, expect, it } from '@jest/globals';
import type { TaskEvent, TaskEventName, TaskSummary } from '@task-queue/contracts';
import { summary } from '../../testing/summary';
import { parseListQuery } from './list-query';
import { isNewRow, mergeEvents, type LiveEvent } from './merge-events';

const row = (id: string, version = 1): TaskSummary => summary({ id, version });

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

  it('tell when a task is tried again, and no more once it is', () => {
    const runAt = '2026-11-23T08:00:31.000Z';
    const [waiting] = mergeEvents([row('a')], [live('task:retrying', 'a', 4, { status: 'pending', runAt })]);
    expect(waiting).toMatchObject({ status: 'pending', runAt });
    expect(mergeEvents([waiting!], [live('task:started', 'a', 5)])[0]).toMatchObject({ runAt: null });
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

  it('keep when a task ended, also where its handler ended later', () => {
    const cancelled = { ...row('a', 3), status: 'cancelled', finishedAt: '2026-11-23T08:00:00.500Z' } as TaskSummary;
    const [after] = mergeEvents([cancelled], [live('task:handler-ended', 'a', 4, { status: 'cancelled' })]);
    expect(after).toMatchObject({ version: 4, finishedAt: '2026-11-23T08:00:00.500Z' });
  });

  it('begin anew after a retry', () => {
    const failed = { ...row('a', 3), status: 'failed', finishedAt: '2026-11-23T08:00:00.500Z' } as TaskSummary;
    const [again] = mergeEvents([failed], [live('task:retrying', 'a', 4, { status: 'pending' })]);
    expect(again).toMatchObject({ status: 'pending', finishedAt: null });
  });
});

describe('a task that was just created', () => {
  const isNew = (text: string): boolean => isNewRow(created, parseListQuery(new URLSearchParams(text)), NOW_MS);
  const NOW_MS = Date.parse('2026-11-23T09:00:00.000Z');
  const created = live('task:created', 'n', 1, { status: 'pending', priority: 'high', title: '华东区对账' });

  it.each([
    '',
    'status=pending,running&priority=high&type=demo.steps',
    'createdBy=u1&within=24h',
    'createdFrom=2026-11-23T08:00:01Z',
    'q=对账',
  ])('belongs to the list of %j', (text) => {
    expect(isNew(text)).toBe(true);
  });

  it.each([
    'status=failed',
    'type=tasks.export',
    'priority=low',
    'createdBy=u2',
    'createdTo=2026-11-23T08:00:01Z',
    'finishedFrom=2026-11-23T08:00:00Z',
    'finishedTo=2027-01-01T00:00:00Z',
    'q=华北',
  ])('does not belong to the list of %j', (text) => {
    expect(isNew(text)).toBe(false);
  });

  it('is no new row again when it goes on', () => {
    const started = live('task:started', 'n', 2);
    expect(isNewRow(started, parseListQuery(new URLSearchParams()), NOW_MS)).toBe(false);
  });
});
