import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { describe, expect, it } from '@jest/globals';
import type { TaskSummary } from '@task-queue/contracts';
import { showTask, type TaskOnScreen } from '../../../testing/task-on-screen';
import { summary } from '../../../testing/summary';
import { ScheduleNames } from '../../data/schedule-names';
import { provideTasksUi } from '../../provide-tasks-ui';
import { TaskFacts } from './task-facts';

const NOON = Date.parse('2026-11-23T12:00:00.000Z');
const due = (ms: number): string => new Date(NOON + ms).toISOString();

@Component({ imports: [TaskFacts], template: '<tq-task-facts [task]="task()" />' })
class Host {
  readonly task = signal(summary({ id: 'a' }));
}

let shown: TaskOnScreen<Host>;
const show = async (task: Partial<TaskSummary>): Promise<void> => void (shown = await showTask(Host, task, NOON));

/** What is said under a label; `undefined` where nothing is. */
const fact = (label: string): string | undefined =>
  [...(shown.fixture.nativeElement as HTMLElement).querySelectorAll('dl > div')]
    .find((div) => div.querySelector('dt')?.textContent.trim() === label)
    ?.querySelector('dd')
    ?.textContent.trim();

describe('the deadline of a task', () => {
  it('is said with how it is doing, and is missed without a word of the server', async () => {
    await show({ status: 'running', deadlineAt: due(60_000), deadline: { state: 'ok' } });
    expect(fact('截止时间')).not.toMatch(/逾期/);
    shown.fixture.componentInstance.task.update((task) => ({ ...task, deadline: { state: 'atRisk' } }));
    await shown.fixture.whenStable();
    expect(fact('截止时间')).toMatch(/ · 可能逾期$/);
    shown.nowMs.set(NOON + 60_001);
    await shown.fixture.whenStable();
    expect(fact('截止时间')).toMatch(/ · 已逾期$/);
  });

  it('stays as it was when the task was over, and is left out where there is none', async () => {
    await show({ status: 'completed', finishedAt: due(-60_000), deadlineAt: due(-1), deadline: { state: 'ok' } });
    expect(fact('截止时间')).not.toMatch(/逾期/);
    shown.fixture.componentInstance.task.update((task) => ({ ...task, deadlineAt: null, deadline: null }));
    await shown.fixture.whenStable();
    expect(fact('截止时间')).toBeUndefined();
  });
});

it('the schedule of a task is named, with a way to all of its tasks', async () => {
  const names = { of: (id: string) => Promise.resolve(id === 's1' ? '夜间导出' : null) };
  TestBed.configureTestingModule({
    providers: [
      provideRouter([]),
      provideTasksUi({ baseUrl: '/api', token: () => 'token', mountedAt: '/jobs' }),
      { provide: ScheduleNames, useValue: names },
    ],
  });
  await show({ scheduleId: 's1' });
  expect(fact('计划任务')).toBe('夜间导出');
  const link = (shown.fixture.nativeElement as HTMLElement).querySelector('tq-schedule-link a');
  expect(link?.getAttribute('href')).toBe('/jobs?scheduleId=s1');
  shown.fixture.componentInstance.task.update((task) => ({ ...task, scheduleId: 's2' }));
  await shown.fixture.whenStable();
  expect(fact('计划任务')).toBe('已删除的计划任务');
});

it('when a waiting task has to have begun is said until it has', async () => {
  await show({ startWithinMs: 60_000 });
  expect(fact('最晚开始')).toBeDefined();
  shown.fixture.componentInstance.task.update((task) => ({ ...task, startedAt: due(0) }));
  await shown.fixture.whenStable();
  expect(fact('最晚开始')).toBeUndefined();
});
