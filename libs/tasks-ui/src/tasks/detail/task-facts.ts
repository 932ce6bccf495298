import { Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { shownText, type TaskSummary } from '@task-queue/contracts';
import { CopyButton } from '@task-queue/ui/copy-button';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { duration, exactTime } from '@task-queue/ui/formats';
import { deadlineStateOf } from '../../data/deadline';
import { Now } from '../../data/now';
import { ScheduleLink } from './schedule-link';

/** What is known of a task at a glance: whose it is, when it ran and for how long. */
@Component({
  selector: 'tq-task-facts',
  imports: [CopyButton, ForeignText, ScheduleLink, TranslocoPipe],
  template: `
    <dl>
      <div>
        <dt class="cdk-visually-hidden">{{ 'tasks.detail.id' | transloco }}</dt>
        <dd class="id">
          <code>{{ task().id }}</code>
          <tq-copy-button [text]="task().id" [label]="'tasks.task.action.copyId' | transloco" />
        </dd>
      </div>
      @for (fact of facts(); track fact.label) {
        <div>
          <dt>{{ 'tasks.detail.' + fact.label | transloco }}</dt>
          <dd><bdi [tqForeign]="fact.value"></bdi></dd>
        </div>
      }
      @if (task().scheduleId; as schedule) {
        <div>
          <dt>{{ 'tasks.detail.schedule' | transloco }}</dt>
          <dd><tq-schedule-link [id]="schedule" /></dd>
        </div>
      }
    </dl>
  `,
  styleUrl: './task-facts.scss',
})
export class TaskFacts {
  readonly task = input.required<TaskSummary>();

  readonly #now = inject(Now);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly facts = computed(() => {
    const task = this.task();
    const { createdAt, startedAt, finishedAt, runAt, artifact, retryCount, maxRetries } = task;
    const language = this.#language();
    const time = (instant: string | null): string => (instant === null ? '' : exactTime(instant, language));
    const ran = startedAt !== null && task.status !== 'pending';
    return [
      { label: 'creator', value: shownText(task.createdBy.username) || task.createdBy.id },
      { label: 'priority', value: this.#transloco.translate(`tasks.task.priority.${task.priority}`) },
      { label: 'created', value: time(createdAt) },
      { label: startedAt === null ? 'runAt' : 'retryAt', value: task.status === 'pending' ? time(runAt) : '' },
      { label: 'started', value: time(startedAt) },
      { label: 'finished', value: time(finishedAt) },
      { label: 'duration', value: ran ? this.#spent(startedAt, finishedAt) : '' },
      {
        label: 'retries',
        value: this.#transloco.translate('tasks.detail.retriesOf', { used: retryCount, max: maxRetries }),
      },
      { label: 'timeLimit', value: duration(new Date(0).toISOString(), task.timeoutMs, false) },
      { label: 'startBy', value: startedAt === null && task.status === 'pending' ? time(startBy(task)) : '' },
      { label: 'deadline', value: this.#deadline(time(task.deadlineAt ?? null)) },
      { label: 'stoppedBy', value: task.stop ? shownText(task.stop.by.username) || task.stop.by.id : '' },
      { label: 'stoppedAt', value: time(task.stop?.at ?? null) },
      { label: 'stopReason', value: task.stop?.reason ?? '' },
      { label: 'file', value: artifact?.name ?? '' },
    ].filter(({ value }) => value !== '');
  });

  #deadline(time: string): string {
    const state = time === '' ? null : deadlineStateOf(this.task(), this.#now.ms());
    return state === null ? '' : this.#transloco.translate(`tasks.detail.deadlineState.${state}`, { time });
  }

  #spent(startedAt: string, finishedAt: string | null): string {
    return finishedAt === null
      ? duration(startedAt, this.#now.ms(), false)
      : duration(startedAt, Date.parse(finishedAt), true);
  }
}

/** When a task has to have begun; `null` for whenever. */
function startBy({ createdAt, startWithinMs }: TaskSummary): string | null {
  return startWithinMs ? new Date(Date.parse(createdAt) + startWithinMs).toISOString() : null;
}
