import { Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TaskWaiting } from '@task-queue/contracts';
import { serveWaiting } from '../../testing/waiting-server';
import { EndEstimate } from './end-estimate';

@Component({ imports: [EndEstimate], template: '<tq-end-estimate [id]="id()" />' })
class Host {
  readonly id = signal('a');
}

/** Likely to end within so many seconds from now. */
const ending = (seconds: number): TaskWaiting => {
  const at = new Date(Date.now() + seconds * 1_000).toISOString();
  return { reasons: [], ahead: 0, eta: { from: at, to: at } };
};
const UNKNOWN: TaskWaiting = { reasons: [], ahead: 0, eta: null };

let waiting: jest.Mock<(id: string) => Promise<TaskWaiting>>;
let fixture: ComponentFixture<Host>;

const text = (): string => (fixture.nativeElement as HTMLElement).textContent.trim();
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  jest.useFakeTimers();
  waiting = jest.fn(() => Promise.resolve(ending(5)));
  serveWaiting(waiting);
  fixture = TestBed.createComponent(Host);
  fixture.detectChanges();
  await pass(50);
});
afterEach(() => {
  fixture.destroy();
  jest.useRealTimers();
});

describe('when a running task is likely to end', () => {
  it('is asked again every ten seconds, and not any more once nobody looks', async () => {
    expect(text()).toBe('预计一分钟内完成');
    waiting.mockResolvedValue(ending(3_600));
    await pass(10_100);
    expect(text()).toMatch(/^预计 .+ 至 .+ 完成$/);
    const asked = waiting.mock.calls.length;
    fixture.destroy();
    await pass(60_000);
    expect(waiting).toHaveBeenCalledTimes(asked);
  });

  it('is left out where nobody can say, and where the server does not answer', async () => {
    waiting.mockResolvedValue(UNKNOWN);
    await pass(10_100);
    expect(text()).toBe('');
    waiting.mockResolvedValue(ending(5));
    await pass(10_100);
    expect(text()).toBe('预计一分钟内完成');
    waiting.mockRejectedValue(new Error('away'));
    await pass(10_100);
    expect(text()).toBe('');
  });

  it('is that of the task on screen: an answer about the one before it comes too late', async () => {
    const { promise, resolve } = Promise.withResolvers<TaskWaiting>();
    waiting.mockImplementation((id) => (id === 'a' ? promise : Promise.resolve(UNKNOWN)));
    await pass(10_100);
    fixture.componentInstance.id.set('b');
    await pass(50);
    resolve(ending(5));
    await pass(50);
    expect(text()).toBe('');
    expect(waiting.mock.calls.at(-1)).toEqual(['b']);
  });
});
