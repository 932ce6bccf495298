import type { ErrorCode, FieldError, LocalizedText, ProblemDetails } from '@task-queue/contracts';

/** What some problems have that others have not (RFC 9457, extension members). */
export type ProblemMembers = Omit<
  ProblemDetails,
  'type' | 'title' | 'status' | 'detail' | 'code' | 'errors' | 'requestId'
>;

/** What a {@link ProblemError} may carry. */
export interface ProblemErrorOptions extends ErrorOptions {
  readonly members?: ProblemMembers;
}

/** A refusal with a code. It carries data, not sentences: the problem filter finds the words. */
export class ProblemError extends Error {
  /** What the answer says besides, by name. */
  readonly members: ProblemMembers;

  constructor(
    readonly code: ErrorCode,
    { members = {}, ...options }: ProblemErrorOptions = {},
  ) {
    super(code, options);
    this.name = new.target.name;
    this.members = members;
  }
}

/** A call that came too often. */
export class TooManyRequestsError extends ProblemError {
  constructor(readonly retryAfterSeconds: number) {
    super('TOO_MANY_REQUESTS');
  }
}

/** One field the caller got wrong, with its message in both languages. */
export interface FieldProblem {
  /** A path such as `params.filter.status`. */
  readonly field: string;
  readonly message: LocalizedText;
}

/** Most fields that an answer names. */
export const MAX_NAMED_FIELDS = 20;

/** Input that does not fit, with one entry per field. */
export class ValidationError extends ProblemError {
  constructor(
    readonly problems: readonly FieldProblem[],
    code: ErrorCode = 'VALIDATION_FAILED',
    options?: ErrorOptions,
  ) {
    super(code, options);
  }

  /** The first {@link MAX_NAMED_FIELDS} entries in one language. */
  fieldErrors(locale: 'zh' | 'en'): FieldError[] {
    return this.problems.slice(0, MAX_NAMED_FIELDS).map(({ field, message }) => ({ field, message: message[locale] }));
  }

  /** How many entries {@link fieldErrors} leaves out. */
  get unnamed(): number {
    return Math.max(0, this.problems.length - MAX_NAMED_FIELDS);
  }
}
