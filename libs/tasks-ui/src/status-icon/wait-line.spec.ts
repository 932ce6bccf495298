import { Component, signal } from '@angular/core';
import { describe, expect, it } from '@jest/globals';
import type { Locale, TaskSummary } from '@task-queue/contracts';
import { showTask, type TaskOnScreen } from '../../testing/task-on-screen';
import { summary } from '../../testing/summary';
import { WaitLine } from './wait-line';

const NOON = new Date(2026, 10, 23, 12).getTime();
const minutesLater = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString();

@Component({ imports: [WaitLine], template: '<tq-wait-line [task]="task()" />' })
class Host {
  readonly task = signal(summary({ id: 'a' }));
}

let shown: TaskOnScreen<Host>;

async function show(task: Partial<TaskSummary>, language?: Locale): Promise<void> {
  shown = await showTask(Host, task, NOON, language);
}

async function passed(seconds: number): Promise<void> {
  shown.nowMs.set(NOON + seconds * 1_000);
  await shown.fixture.whenStable();
}

const line = (): HTMLElement =>
  (shown.fixture.nativeElement as HTMLElement).querySelector<HTMLElement>('tq-wait-line')!;
/** What eyes see. */
const seen = (): string => textWithout('.cdk-visually-hidden');
/** What a screen reader reads. */
const read = (): string => textWithout('[aria-hidden=true]');

function textWithout(selector: string): string {
  const copy = line().cloneNode(true) as HTMLElement;
  copy.querySelectorAll(selector).forEach((element) => element.remove());
  return copy.textContent.trim();
}

const tried = { startedAt: minutesLater(-5), retryCount: 1 };

describe('a waiting task', () => {
  it.each<[string, object, Locale, string]>([
    ['later today says the time', { runAt: minutesLater(90) }, 'zh-CN', '13:30 执行'],
    ['another day says the day too', { runAt: minutesLater(24 * 60) }, 'zh-CN', '11月24日 12:00 执行'],
    ['another year says the day alone', { runAt: minutesLater(60 * 24 * 60) }, 'zh-CN', '2027年1月22日 执行'],
    ['says so in English', { runAt: minutesLater(90) }, 'en', 'Runs 1:30 PM'],
    ['that failed says when it is tried again', { ...tried, runAt: minutesLater(10) }, 'zh-CN', '12:10 重试'],
    ['that failed says so in English', { ...tried, runAt: minutesLater(10) }, 'en', 'Next try 12:10 PM'],
    ['with nothing to wait for waits for its turn', { runAt: null }, 'zh-CN', '排队等候执行'],
    ['whose time has come waits for its turn', { runAt: minutesLater(-1) }, 'en', 'Waits for its turn'],
  ])('%s', async (_name, task, language, text) => {
    await show(task, language);
    expect(seen()).toBe(text);
    expect(read()).toBe(text);
  });

  it('counts down in its last minute, and then waits for its turn', async () => {
    await show({ runAt: minutesLater(2) });
    await passed(59);
    expect(seen()).toBe('12:02 执行');
    await passed(60);
    expect(seen()).toBe('60 秒后执行');
    await passed(119.5);
    expect(seen()).toBe('1 秒后执行');
    await passed(120);
    expect(seen()).toBe('排队等候执行');
  });

  it('is read by a screen reader as the same text all through the countdown', async () => {
    await show({ ...tried, runAt: minutesLater(1) }, 'en');
    for (const second of [1, 2, 30]) {
      await passed(second);
      expect([seen(), read()]).toEqual([`Next try in ${60 - second} s`, 'Next try 12:01 PM']);
    }
    expect(line().closest('[aria-live], [role=status], [role=alert], [role=log]')).toBeNull();
  });

  it('keeps one line while its text changes', async () => {
    await show({ runAt: minutesLater(2) });
    const before = line();
    await passed(90);
    expect(line()).toBe(before);
  });
});
