import { HttpErrorResponse } from '@angular/common/http';
import type { ErrorCode, FieldError, ProblemDetails } from '@task-queue/contracts';

/** An answer that was a problem, or no answer at all. */
export class ProblemError extends Error {
  constructor(
    /** What the server says, in the person's language; `''` when it could not be reached. */
    readonly detail: string,
    readonly code: ErrorCode | 'OFFLINE' | 'MISSING_PART',
    readonly fields: readonly FieldError[] = [],
  ) {
    super(detail);
  }
}

/** Whatever a call threw, as a {@link ProblemError}. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) {
    return error;
  }
  if (error instanceof HttpErrorResponse && error.status > 0) {
    const problem = parseProblem(error.error);
    return problem
      ? new ProblemError(problem.detail, problem.code, problem.errors)
      : new ProblemError('', error.status === 401 ? 'UNAUTHORIZED' : 'INTERNAL');
  }
  // What is loaded when it is first needed is gone where a newer version was deployed meanwhile.
  return new ProblemError('', error instanceof TypeError && navigator.onLine ? 'MISSING_PART' : 'OFFLINE');
}

function parseProblem(body: unknown): ProblemDetails | null {
  const problem: unknown = typeof body === 'string' ? parseJson(body) : body;
  const isProblem = typeof problem === 'object' && problem !== null && 'code' in problem && 'detail' in problem;
  return isProblem ? (problem as ProblemDetails) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
