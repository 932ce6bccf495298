import { HttpErrorResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { FieldError, ProblemDetails } from '@task-queue/contracts';

/** What went wrong with a call, in the server's words where it has some. */
@Injectable({ providedIn: 'root' })
export class ProblemText {
  readonly #transloco = inject(TranslocoService);

  /** A sentence for the whole. */
  of(error: unknown): string {
    const { detail } = problemOf(error);
    return detail ?? this.#transloco.translate(isUnreachable(error) ? 'problem.unreachable' : 'problem.internal');
  }

  /** What is wrong with a field; `''` where nothing is said of it. */
  ofField(error: unknown, field: string): string {
    return problemOf(error).errors?.find((one: FieldError) => one.field === field)?.message ?? '';
  }
}

function problemOf(error: unknown): Partial<ProblemDetails> {
  const body: unknown = error instanceof HttpErrorResponse ? error.error : null;
  return typeof body === 'object' && body !== null ? body : {};
}

function isUnreachable(error: unknown): boolean {
  return error instanceof HttpErrorResponse && error.status === 0;
}
