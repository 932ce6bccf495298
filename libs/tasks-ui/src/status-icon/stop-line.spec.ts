import { Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { describe, expect, it } from '@jest/globals';
import type { Locale, TaskStop } from '@task-queue/contracts';
import { summary } from '../../testing/summary';
import { translated } from '../../testing/translated';
import { Now } from '../data/now';
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
}

let nowMs = signal(NOON);
let fixture: ComponentFixture<Host>;

async function show(task: Partial<Parameters<typeof summary>[0]>, language: Locale = 'zh-CN'): Promise<void> {
  nowMs = signal(NOON);
  TestBed.configureTestingModule({
    imports: [translated(language)],
    providers: [{ provide: Now, useValue: { ms: nowMs } }],
  });
  TestBed.inject(TaskIcons);
  fixture = TestBed.createComponent(Host);
  fixture.componentInstance.task.set(summary({ id: 'a', ...task }));
  await fixture.whenStable();
}

/** What is on screen, without what only eyes or only screen readers are given. */
function text(without = 'nothing'): string {
  const copy = (fixture.nativeElement as HTMLElement).cloneNode(true) as HTMLElement;
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
    nowMs.set(NOON + 29_001);
    await fixture.whenStable();
    expect(text()).toContain(later);
    nowMs.set(NOON + 31_000);
    await fixture.whenStable();
    expect(text()).not.toMatch(/·/);
  });

  it('is the same text to a screen reader all the while', async () => {
    await show(stopping);
    const before = text('[aria-hidden=true]');
    nowMs.set(NOON + 12_000);
    await fixture.whenStable();
    expect(text('[aria-hidden=true]')).toBe(before);
    expect(before).toContain('正在停止');
  });
});

it('a cancelled task says whether it was stopped while it ran', async () => {
  await show({ status: 'cancelled', stop: STOP, cancelledBecause: 'stopped' });
  expect(text()).toBe('已取消执行时被停止');
});

it('one that was cancelled before it began says no more', async () => {
  await show({ status: 'cancelled', cancelledBecause: 'user' });
  expect(text()).toBe('已取消');
});
