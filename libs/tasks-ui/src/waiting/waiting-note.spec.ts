import { Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TaskWaiting } from '@task-queue/contracts';
import { summary } from '../../testing/summary';
import { serveWaiting } from '../../testing/waiting-server';
import { WaitingNote } from './waiting-note';

@Component({ imports: [WaitingNote], template: '<tq-waiting-note [task]="task()" />' })
class Host {
  readonly task = signal(summary({ id: 'a' }));
}

const queued = (ahead: number): TaskWaiting => ({ reasons: [{ code: 'QUEUED' }], ahead, eta: null });

let waiting: jest.Mock<(id: string) => Promise<TaskWaiting>>;
let fixture: ComponentFixture<Host>;

const text = (): string => (fixture.nativeElement as HTMLElement).textContent.trim();
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  jest.useFakeTimers();
  waiting = jest.fn(() => Promise.resolve(queued(4)));
  serveWaiting(waiting);
  fixture = TestBed.createComponent(Host);
  fixture.detectChanges();
  await pass(50);
});
afterEach(() => {
  fixture.destroy();
  jest.useRealTimers();
});

describe('the line of why a task waits', () => {
  it('is asked again every few seconds while it is shown, as others move on', async () => {
    expect(text()).toBe('等候空闲槽位；前面还有 4 个任务');
    waiting.mockResolvedValue(queued(3));
    await pass(3_100);
    expect(text()).toBe('等候空闲槽位；前面还有 3 个任务');
    fixture.destroy();
    await pass(10_000);
    expect(waiting).toHaveBeenCalledTimes(2);
  });

  it('is asked at once when the task has changed', async () => {
    fixture.componentInstance.task.set(summary({ id: 'a', version: 2 }));
    await pass(50);
    expect(waiting).toHaveBeenCalledTimes(2);
  });

  it('stays as it was when it cannot be asked again, and of another task it is not this one’s', async () => {
    waiting.mockRejectedValue(new Error('offline'));
    await pass(3_100);
    expect(text()).toBe('等候空闲槽位；前面还有 4 个任务');
    fixture.componentInstance.task.set(summary({ id: 'b' }));
    await pass(50);
    expect(text()).toBe('暂时查不到等待原因，请稍后再看');
  });

  it('of a task that is about to start says that it is its turn', async () => {
    waiting.mockResolvedValue({ reasons: [], ahead: 0, eta: null });
    await pass(3_100);
    expect(text()).toBe('排队等候执行');
  });
});
