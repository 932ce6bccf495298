import { LiveAnnouncer } from '@angular/cdk/a11y';
import { computed, DestroyRef, Directive, effect, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoService } from '@jsverse/transloco';
import type { TaskSummary } from '@task-queue/contracts';
import { TasksApi } from '../data/tasks-api';
import { WaitingWords } from './waiting-words';

/** A pointer that only passes asks nothing: it rests for this, in milliseconds. */
const REST_MS = 250;

/** Why a pending task waits, as a tooltip; asked for when a pointer rests on it or it has the focus. */
@Directive({
  selector: '[tqWaitingTip]',
  hostDirectives: [MatTooltip],
  host: {
    '[attr.tabindex]': 'isPending() ? 0 : null',
    '(mouseenter)': 'askSoon()',
    '(mouseleave)': 'forget()',
    '(focus)': 'tell()',
    '(blur)': 'forget()',
  },
})
export class WaitingTip {
  readonly task = input.required<Pick<TaskSummary, 'id' | 'type' | 'status'>>({ alias: 'tqWaitingTip' });

  readonly #api = inject(TasksApi);
  readonly #words = inject(WaitingWords);
  readonly #transloco = inject(TranslocoService);
  readonly #announcer = inject(LiveAnnouncer);
  readonly #tooltip = inject(MatTooltip, { self: true });
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was asked: an answer that nobody waits for any more is of no use. */
  #asked = 0;
  protected readonly isPending = computed(() => this.task().status === 'pending');

  constructor() {
    this.#tooltip.showDelay = REST_MS;
    effect(() => {
      this.forget();
      this.#tooltip.message = this.isPending()
        ? this.#transloco.translate<string>('tasks.waiting.asking', {}, this.#language())
        : '';
    });
    inject(DestroyRef).onDestroy(() => this.forget());
  }

  protected askSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), REST_MS);
  }

  /** A screen reader has read what was there when the focus came: it is told the answer. */
  protected async tell(): Promise<void> {
    const answer = await this.#ask();
    if (answer !== null) {
      await this.#announcer.announce(answer, 'polite');
    }
  }

  protected forget(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  /** Puts the answer into the tooltip; `null` where nobody waits for it any more. */
  async #ask(): Promise<string | null> {
    if (!this.isPending()) {
      return null;
    }
    this.#asked += 1;
    const [asked, { id, type }] = [this.#asked, this.task()];
    const text = this.#words.told(await this.#api.waiting(id).catch(() => null), type);
    if (asked !== this.#asked) {
      return null;
    }
    this.#tooltip.message = text;
    return text;
  }
}
