import { signal, type Signal } from '@angular/core';
import type {
  EventCounts,
  LaneChangedEvent,
  ScheduleChangedEvent,
  ScheduleTickedEvent,
  TaskDigest,
  TaskEvent,
  TaskEventName,
  TypeChangedEvent,
} from '@task-queue/contracts';
import { Subject } from 'rxjs';
import type { FeedState } from '../src/data/live-feed';
import type { LiveEvent } from '../src/data/merge-events';
import { summary } from './summary';

/** The feed as the page sees it, with the test at its other end. */
export class FakeFeed {
  readonly events = new Subject<LiveEvent>();
  readonly schedules = new Subject<ScheduleChangedEvent | ScheduleTickedEvent>();
  readonly control = new Subject<LaneChangedEvent | TypeChangedEvent>();
  readonly digests = new Subject<TaskDigest>();
  readonly resets = new Subject<void>();
  readonly state = signal<FeedState>('live');
  readonly liveUntilMs = signal(0);

  /** What its pages asked to be told everything of. */
  readonly watched: Signal<readonly string[]>[] = [];

  watch(ids: Signal<readonly string[]>): void {
    this.watched.push(ids);
  }

  /** Tells of so many events that were left out. */
  digest(counts: EventCounts, own: EventCounts = {}): void {
    const at = new Date().toISOString();
    this.digests.next({ cursor: '1-0', from: at, at, counts, own });
  }

  tell(name: TaskEventName, taskId: string, change: Partial<TaskEvent> = {}): void {
    const { type, title, priority, createdBy } = summary({ id: taskId });
    this.events.next({
      name,
      event: {
        cursor: '1-0',
        taskId,
        type,
        title,
        priority,
        createdBy,
        status: 'pending',
        progress: 0,
        retryCount: 0,
        version: 2,
        at: '2026-11-23T08:00:01.000Z',
        ...change,
      },
    });
  }
}
