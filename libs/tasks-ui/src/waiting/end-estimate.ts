import { Component, computed, DestroyRef, effect, inject, input, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import type { TaskWaiting } from '@task-queue/contracts';
import { Repeated } from '@task-queue/ui/timing';
import { TasksApi } from '../data/tasks-api';
import { WaitingWords } from './waiting-words';

/** It is asked again after this, in milliseconds. */
const ASKED_EVERY_MS = 10_000;

/** When a running task that does not tell its progress is likely to end; nothing where nobody can say. */
@Component({
  selector: 'tq-end-estimate',
  template: '{{ text() }}',
  styles: `
    :host {
      color: var(--mat-sys-on-surface-variant);
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class EndEstimate {
  readonly #api = inject(TasksApi);
  readonly #words = inject(WaitingWords);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  readonly #answer = signal<TaskWaiting | null>(null);
  readonly #asking = new Repeated(() => this.#ask(), ASKED_EVERY_MS);

  readonly id = input.required<string>();
  protected readonly text = computed(() => {
    this.#language();
    const answer = this.#answer();
    return answer === null ? '' : this.#words.ofEnd(answer);
  });

  constructor() {
    effect(() => {
      this.id();
      untracked(() => {
        this.#answer.set(null);
        this.#asking.now();
      });
    });
    inject(DestroyRef).onDestroy(() => this.#asking.stop());
  }

  async #ask(): Promise<void> {
    const id = this.id();
    const answer = await this.#api.waiting(id).catch(() => null);
    if (id === this.id()) {
      this.#answer.set(answer);
    }
  }
}
