import { Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { TaskSummary } from '@task-queue/contracts';
import { dueTime, exactTime } from '@task-queue/ui/formats';
import { Now } from '../data/now';

/** The last seconds before a task is due are counted down. */
const COUNTED_SECONDS = 60;

/**
 * What a waiting task waits for: its run time, its next try, or its turn. In the last minute a countdown, which only eyes
 * are given: to a screen reader the time stays the same text, so nothing is read again each second.
 */
@Component({
  selector: 'tq-wait-line',
  imports: [TranslocoPipe],
  template: `
    @if (due(); as due) {
      @if (seconds(); as seconds) {
        <span aria-hidden="true">{{ 'tasks.task.wait.' + due.kind + 'In' | transloco: { seconds } }}</span>
      }
      <span [title]="due.exact" [class.cdk-visually-hidden]="seconds() !== null">{{
        'tasks.task.wait.' + due.kind + 'At' | transloco: { time: due.time }
      }}</span>
    } @else {
      {{ 'tasks.task.wait.turn' | transloco }}
    }
  `,
  styles: ':host { font-variant-numeric: tabular-nums; }',
})
export class WaitLine {
  /** A pending task. */
  readonly task = input.required<Pick<TaskSummary, 'runAt' | 'startedAt'>>();

  readonly #now = inject(Now);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  /** How long until it is due, in seconds; `null` where it is due already, or at once. */
  readonly #secondsLeft = computed(() => {
    const { runAt } = this.task();
    const left = runAt === null ? 0 : Math.ceil((Date.parse(runAt) - this.#now.ms()) / 1_000);
    return left > 0 ? left : null;
  });
  /** When the day began: the text, which costs more than the seconds left, is not made anew each second. */
  readonly #dayMs = computed(() => new Date(this.#now.ms()).setHours(0, 0, 0, 0));
  readonly #isWaiting = computed(() => this.#secondsLeft() !== null);

  protected readonly seconds = computed(() => {
    const left = this.#secondsLeft();
    return left !== null && left <= COUNTED_SECONDS ? left : null;
  });
  protected readonly due = computed(() => {
    const { runAt, startedAt } = this.task();
    return runAt !== null && this.#isWaiting()
      ? {
          kind: startedAt === null ? 'run' : 'retry',
          time: dueTime(runAt, this.#dayMs(), this.#language()),
          exact: exactTime(runAt, this.#language()),
        }
      : null;
  });
}
