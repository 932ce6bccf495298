import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoPipe } from '@jsverse/transloco';
import { shownText, type TaskSummary } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { titleOf } from '../data/title-of';
import { StopLine } from './stop-line';
import { WaitLine } from './wait-line';

/**
 * A task's state: an icon and its name; for a running task a progress bar with what is being done, for a waiting one what
 * it waits for.
 */
@Component({
  selector: 'tq-status-icon',
  imports: [ForeignText, MatIcon, MatProgressBar, StopLine, TranslocoPipe, WaitLine],
  template: `
    <span class="state" [class]="task().status">
      <mat-icon [svgIcon]="'tasks:' + task().status" aria-hidden="true" />
      <span>{{ 'tasks.task.status.' + task().status | transloco }}</span>
      @if (isRunning()) {
        <span class="percent">{{ task().progress }}%</span>
      }
    </span>
    @if (isRunning()) {
      <mat-progress-bar
        mode="determinate"
        [value]="task().progress"
        [attr.aria-label]="title()"
        [attr.aria-valuetext]="task().progress + '%'"
      />
      @if (task().stop; as stop) {
        <tq-stop-line class="text" [stop]="stop" />
      } @else {
        <span class="text" [title]="progressText()"><bdi [tqForeign]="progressText()"></bdi></span>
      }
    } @else if (task().status === 'pending') {
      <tq-wait-line class="line" [task]="task()" />
    } @else if (task().cancelledBecause === 'stopped') {
      <span class="line">{{ 'tasks.task.stop.stopped' | transloco }}</span>
    } @else if (task().cancelledBecause === 'expired') {
      <span class="line">{{ 'tasks.task.expired' | transloco }}</span>
    }
  `,
  styleUrl: './status-icon.scss',
})
export class StatusIcon {
  readonly task =
    input.required<
      Pick<
        TaskSummary,
        'status' | 'progress' | 'progressText' | 'title' | 'type' | 'runAt' | 'startedAt' | 'stop' | 'cancelledBecause'
      >
    >();
  protected readonly title = computed(() => titleOf(this.task()));
  protected readonly progressText = computed(() => shownText(this.task().progressText ?? ''));
  protected readonly isRunning = computed(() => this.task().status === 'running');
}
