import { signal, type Type, type WritableSignal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import type { Locale, TaskSummary } from '@task-queue/contracts';
import { Now } from '../src/data/now';
import { summary } from './summary';
import { translated } from './translated';

/** A component that shows a task, and the time that it is there. */
export interface TaskOnScreen<Host> {
  readonly fixture: ComponentFixture<Host>;
  readonly nowMs: WritableSignal<number>;
}

/** Shows a task at a time that the test decides. @param change - what the task has beside the summary's own */
export async function showTask<Host extends { readonly task: WritableSignal<TaskSummary> }>(
  host: Type<Host>,
  change: Partial<TaskSummary>,
  atMs: number,
  language: Locale = 'zh-CN',
): Promise<TaskOnScreen<Host>> {
  const nowMs = signal(atMs);
  TestBed.configureTestingModule({
    imports: [translated(language)],
    providers: [{ provide: Now, useValue: { ms: nowMs } }],
  });
  const fixture = TestBed.createComponent(host);
  fixture.componentInstance.task.set(summary({ id: 'a', ...change }));
  await fixture.whenStable();
  return { fixture, nowMs };
}
