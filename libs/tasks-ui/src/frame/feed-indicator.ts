import { Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { clockTime } from '@task-queue/ui/formats';
import { LiveFeed } from '../data/live-feed';

/** Whether a page is live, and when it is not, as of when it is. */
@Component({
  selector: 'tq-feed-indicator',
  imports: [TranslocoPipe],
  template: `
    <span class="feed" [class]="state()" role="status">
      <span class="dot" aria-hidden="true"></span>
      <span>{{ 'tasks.list.feed.' + state() | transloco }}</span>
      @if (staleSince(); as time) {
        <span class="since">{{ 'tasks.list.feed.asOf' | transloco: { time } }}</span>
      }
    </span>
  `,
  styles: `
    .feed {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      padding: 2px 10px;
      border-radius: 12px;
      background: var(--mat-sys-surface-container-high);
      font-size: 12px;
      line-height: 20px;
      white-space: nowrap;
      color: var(--mat-sys-on-surface-variant);
    }
    .dot {
      width: 8px;
      height: 8px;
      border-radius: 50%;
      background: var(--tq-pending);
    }
    .live .dot {
      background: var(--tq-completed);
    }
    .offline .dot {
      background: var(--tq-failed);
    }
    .since {
      padding-inline-start: 6px;
      border-inline-start: 1px solid var(--mat-sys-outline-variant);
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class FeedIndicator {
  /** When the page was last read, by the server's clock in epoch milliseconds; 0 before it was. */
  readonly readAtMs = input.required<number>();

  readonly #feed = inject(LiveFeed);
  readonly #language = toSignal(inject(TranslocoService).langChanges$, { initialValue: 'zh-CN' });

  protected readonly state = this.#feed.state;
  protected readonly staleSince = computed(() => {
    const asOfMs = Math.max(this.#feed.liveUntilMs(), this.readAtMs());
    const isStale = this.state() === 'reconnecting' || this.state() === 'offline';
    return isStale && asOfMs > 0 ? clockTime(asOfMs, this.#language()) : '';
  });
}
