import {
  afterRenderEffect,
  Component,
  computed,
  inject,
  input,
  signal,
  viewChild,
  type ElementRef,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { Task } from '@task-queue/contracts';
import { CopyButton } from '@task-queue/ui/copy-button';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { Counted } from '@task-queue/ui/formats';

/** So near to the end, in pixels, counts as reading its end. */
const NEAR_END_PX = 24;

/** What a task logged. It follows the end while lines come, until the reader scrolls up. */
@Component({
  selector: 'tq-task-log',
  imports: [CopyButton, Counted, ForeignText, MatButton, MatIcon, TranslocoPipe],
  templateUrl: './task-log.html',
  styleUrl: './task-log.scss',
})
export class TaskLog {
  readonly task = input.required<Pick<Task, 'log' | 'attempts'>>();

  protected readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly isFollowing = signal(true);
  protected readonly hasAttempts = computed(() => this.task().attempts.length > 1);
  protected readonly lines = computed(() => {
    const format = new Intl.DateTimeFormat(this.#language(), {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
    });
    const number = new Intl.NumberFormat(this.#language());
    return this.task().log.map(({ at, attempt, line, missingBefore }) => ({
      ...{ at, attempt, line },
      time: format.format(new Date(at)),
      missing: missingBefore ?? 0,
      missingText: number.format(missingBefore ?? 0),
    }));
  });
  protected readonly text = (): string =>
    this.task()
      .log.map(({ at, line }) => `${at} ${line}`)
      .join('\n');

  constructor() {
    afterRenderEffect({
      write: () => {
        this.lines();
        if (this.isFollowing()) {
          const scroller = this.scroller().nativeElement;
          scroller.scrollTop = scroller.scrollHeight;
        }
      },
    });
  }

  /** Follows the end as long as the reader is there. */
  protected noticeScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller().nativeElement;
    this.isFollowing.set(scrollHeight - scrollTop - clientHeight <= NEAR_END_PX);
  }
}
