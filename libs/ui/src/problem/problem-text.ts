import { inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import { toProblem, type ProblemError } from './problem';

/** Keys of the texts for what the server has no words for. */
const WORDS: Partial<Record<ProblemError['code'], string>> = {
  OFFLINE: 'offline',
  MISSING_PART: 'missingPart',
  UNAUTHORIZED: 'unauthorized',
};

/**
 * What went wrong with a call, in the server's words where it has some, else in the page's: what is computed of it follows the
 * language.
 */
@Injectable({ providedIn: 'root' })
export class ProblemText {
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  /** A sentence for the whole. */
  of(error: unknown): string {
    const { detail, code } = toProblem(error);
    return detail || this.#transloco.translate(`ui.problem.${WORDS[code] ?? 'internal'}`, {}, this.#language());
  }

  /** What is wrong with a field; `''` where nothing is said of it. */
  ofField(error: unknown, field: string): string {
    return toProblem(error).fields.find((one) => one.field === field)?.message ?? '';
  }
}
