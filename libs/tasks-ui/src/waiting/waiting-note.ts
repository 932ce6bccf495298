import { Component, computed, DestroyRef, effect, inject, input, linkedSignal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { TaskSummary, TaskWaiting } from '@task-queue/contracts';
import { Repeated } from '@task-queue/ui/timing';
import { TasksApi } from '../data/tasks-api';
import { WaitingWords } from './waiting-words';

/** Others' tasks, which change the answer, are not told of: it is asked again after this, in milliseconds. */
const ASKED_EVERY_MS = 3_000;

/** Why a pending task waits, asked again when it changes and every few seconds. */
@Component({
  selector: 'tq-waiting-note',
  imports: [MatIcon, TranslocoPipe],
  template: `
    <section [attr.aria-label]="'tasks.waiting.label' | transloco">
      <mat-icon svgIcon="tasks:pending" aria-hidden="true" />
      <p>{{ text() }}</p>
    </section>
  `,
  styles: `
    section {
      display: flex;
      gap: 10px;
      padding: 12px 16px;
      border-inline-start: 4px solid var(--tq-pending);
      border-radius: 8px;
      background: color-mix(in srgb, var(--tq-pending) 8%, transparent);
      color: var(--mat-sys-on-surface);
    }
    mat-icon {
      flex: none;
      width: 20px;
      height: 20px;
      color: var(--tq-pending);
    }
    p {
      margin: 0;
      min-width: 0;
      overflow-wrap: anywhere;
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class WaitingNote {
  /** A pending task. */
  readonly task = input.required<Pick<TaskSummary, 'id' | 'type' | 'version'>>();

  readonly #api = inject(TasksApi);
  readonly #words = inject(WaitingWords);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  readonly #id = computed(() => this.task().id);
  readonly #state = computed(() => `${this.#id()} ${this.task().version}`);
  /** What was answered last; `null` where it could not be asked. */
  readonly #answer = linkedSignal<string, TaskWaiting | null | undefined>({
    source: this.#id,
    computation: () => undefined,
  });
  readonly #asking = new Repeated(() => this.#ask(), ASKED_EVERY_MS);

  protected readonly text = computed(() => {
    this.#language();
    const answer = this.#answer();
    return answer === undefined
      ? this.#transloco.translate<string>('tasks.waiting.asking')
      : this.#words.told(answer, this.task().type);
  });

  constructor() {
    effect(() => {
      this.#state();
      untracked(() => this.#asking.now());
    });
    inject(DestroyRef).onDestroy(() => this.#asking.stop());
  }

  async #ask(): Promise<void> {
    const id = this.#id();
    const answer = await this.#api.waiting(id).catch(() => null);
    if (id === this.#id()) {
      this.#answer.update((before) => answer ?? before ?? null);
    }
  }
}
