import { Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { AttemptOutcome, Task, TaskAttempt } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { duration, exactTime, relativeTime } from '@task-queue/ui/formats';
import { Now } from '../../data/now';

/** How an outcome looks: the icon and the colour of a status. */
const LOOKS: Readonly<Record<AttemptOutcome, string>> = {
  running: 'running',
  completed: 'completed',
  failed: 'failed',
  lost: 'failed',
  interrupted: 'pending',
  stopped: 'cancelled',
  abandoned: 'cancelled',
};

/** What happened to a task, newest first: each attempt with its outcome, worker, times and error, and what comes next. */
@Component({
  selector: 'tq-attempt-timeline',
  imports: [ForeignText, MatIcon, TranslocoPipe],
  templateUrl: './attempt-timeline.html',
  styleUrl: './attempt-timeline.scss',
})
export class AttemptTimeline {
  readonly task = input.required<Task>();

  readonly #now = inject(Now);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly looks = LOOKS;
  protected readonly attempts = computed(() => [...this.task().attempts].reverse());
  /** When the next attempt may begin, where that is later than now. */
  protected readonly next = computed(() => {
    const { status, runAt, attempts } = this.task();
    return status === 'pending' && runAt !== null && Date.parse(runAt) > this.#now.ms()
      ? { number: attempts.length + 1, runAt, in: relativeTime(runAt, this.#now.ms(), this.#language()) }
      : null;
  });

  protected time(instant: string): string {
    return exactTime(instant, this.#language());
  }

  protected spent({ startedAt, finishedAt }: TaskAttempt): string {
    return finishedAt === null
      ? duration(startedAt, this.#now.ms(), false)
      : duration(startedAt, Date.parse(finishedAt), true);
  }
}
