import { Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { MatTooltipHarness } from '@angular/material/tooltip/testing';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TaskWaiting } from '@task-queue/contracts';
import { summary } from '../../testing/summary';
import { serveWaiting } from '../../testing/waiting-server';
import { WaitingTip } from './waiting-tip';

@Component({
  imports: [WaitingTip],
  template: '<span class="mat-mdc-tooltip-trigger" [tqWaitingTip]="task()">x</span>',
})
class Host {
  readonly task = signal(summary({ id: 'a' }));
}

let waiting: jest.Mock<(id: string) => Promise<TaskWaiting>>;
let fixture: ComponentFixture<Host>;
let tip: MatTooltipHarness;

const element = (): HTMLElement => (fixture.nativeElement as HTMLElement).querySelector('span')!;

/** What the tooltip says as soon as it says something that was answered. */
async function answered(): Promise<string> {
  for (let text = ''; ; text = await tip.getTooltipText()) {
    if (text !== '' && text !== '正在查看等待原因') {
      return text;
    }
    await new Promise((next) => setTimeout(next, 20));
  }
}

beforeEach(async () => {
  waiting = jest.fn(() => Promise.resolve({ reasons: [{ code: 'QUEUED' }], ahead: 4, eta: null }));
  serveWaiting(waiting);
  fixture = TestBed.createComponent(Host);
  tip = await TestbedHarnessEnvironment.loader(fixture).getHarness(MatTooltipHarness);
});

describe('the tooltip of a waiting task', () => {
  it('says why it waits, asked for when a pointer rests on it and not before', async () => {
    expect(waiting).not.toHaveBeenCalled();
    await tip.show();
    expect(await answered()).toBe('等候空闲槽位；前面还有 4 个任务');
    expect(waiting.mock.calls).toEqual([['a']]);
  });

  it('asks nothing for a pointer that only passes', async () => {
    jest.useFakeTimers();
    element().dispatchEvent(new Event('mouseenter'));
    element().dispatchEvent(new Event('mouseleave'));
    await jest.advanceTimersByTimeAsync(5_000);
    jest.useRealTimers();
    expect(waiting).not.toHaveBeenCalled();
  });

  it('is reached by the keyboard, and told to a screen reader', async () => {
    expect(element().tabIndex).toBe(0);
    element().focus();
    await fixture.whenStable();
    for (;;) {
      const told = document.querySelector('.cdk-live-announcer-element')?.textContent;
      if (told === '等候空闲槽位；前面还有 4 个任务') {
        break;
      }
      await new Promise((next) => setTimeout(next, 20));
    }
    expect(waiting.mock.calls).toEqual([['a']]);
  });

  it('is there for tasks alone that wait', async () => {
    fixture.componentInstance.task.set(summary({ id: 'a', status: 'running' }));
    await fixture.whenStable();
    expect(element().tabIndex).toBe(-1);
    element().dispatchEvent(new Event('focus'));
    await fixture.whenStable();
    expect(waiting).not.toHaveBeenCalled();
  });
});
