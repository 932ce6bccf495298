import { Component, inject, signal } from '@angular/core';
import { describe, expect, it } from '@jest/globals';
import type { Locale, TaskStop, TaskSummary } from '@task-queue/contracts';
import { showTask, type TaskOnScreen } from '../../testing/task-on-screen';
import { summary } from '../../testing/summary';
import { TaskIcons } from '../icons/task-icons';
import { StatusIcon } from './status-icon';

const NOON = Date.parse('2026-11-23T12:00:00.000Z');

const STOP: TaskStop = {
  state: 'requested',
  by: { id: 'u', username: 'li' },
  at: new Date(NOON).toISOString(),
  reason: null,
  forceAt: new Date(NOON + 30_000).toISOString(),
};

@Component({ imports: [StatusIcon], template: '<tq-status-icon [task]="task()" />' })
class Host {
  readonly task = signal(summary({ id: 'a' }));

  constructor() {
    inject(TaskIcons);
  }
}

let shown: TaskOnScreen<Host>;

async function show(task: Partial<TaskSummary>, language?: Locale): Promise<void> {
  shown = await showTask(Host, task, NOON, language);
}

/** What is on screen, without what only eyes or only screen readers are given. */
function text(without = 'nothing'): string {
  const copy = (shown.fixture.nativeElement as HTMLElement).cloneNode(true) as HTMLElement;
  copy.querySelectorAll(`${without}, mat-icon`).forEach((element) => element.remove());
  return copy.textContent.replace(/\s+/g, ' ').trim();
}

const stopping = { status: 'running', progress: 40, progressText: '第 4 步', stop: STOP } as const;

describe('a running task that is to stop', () => {
  it.each<[Locale, string, string]>([
    ['zh-CN', '正在停止 · 30 秒后强制结束', '正在停止 · 1 秒后强制结束'],
    ['en', 'Stopping · forced in 30 s', 'Stopping · forced in 1 s'],
  ])('says so in %s, with the seconds until it is forced', async (language, first, later) => {
    await show(stopping, language);
    expect(text()).toContain(first);
    expect(text()).not.toContain('第 4 步');
    shown.nowMs.set(NOON + 29_001);
    await shown.fixture.whenStable();
    expect(text()).toContain(later);
    shown.nowMs.set(NOON + 31_000);
    await shown.fixture.whenStable();
    expect(text()).not.toMatch(/·/);
  });

  it('is the same text to a screen reader all the while', async () => {
    await show(stopping);
    const before = text('[aria-hidden=true]');
    shown.nowMs.set(NOON + 12_000);
    await shown.fixture.whenStable();
    expect(text('[aria-hidden=true]')).toBe(before);
    expect(before).toContain('正在停止');
  });
});

it('a cancelled task says whether it was stopped while it ran', async () => {
  await show({ status: 'cancelled', stop: STOP, cancelledBecause: 'stopped' });
  expect(text()).toBe('已取消执行时被停止');
});

it('one that did not begin in time says so', async () => {
  await show({ status: 'cancelled', cancelledBecause: 'expired' });
  expect(text()).toBe('已取消已过期，未能按时开始');
});

it('one that was cancelled before it began says no more', async () => {
  await show({ status: 'cancelled', cancelledBecause: 'user' });
  expect(text()).toBe('已取消');
});
