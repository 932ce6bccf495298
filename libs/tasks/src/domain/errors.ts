import type { ErrorCode, FieldError } from '@task-queue/contracts';

/** A refusal with a code. It carries data, not sentences: the problem filter finds the words. */
export class TaskError extends Error {
  constructor(
    readonly code: ErrorCode,
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = new.target.name;
  }
}

/** One field the caller got wrong, with its message in both languages. */
export interface FieldProblem {
  /** A path such as `params.filter.status`. */
  readonly field: string;
  readonly message: { readonly zh: string; readonly en: string };
}

/** Most fields that an answer names. */
export const MAX_NAMED_FIELDS = 20;

/** Input that does not fit, with one entry per field. */
export class ValidationError extends TaskError {
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

/** Redis can't be reached or refuses writes: nothing was changed, try again. */
export class StoreUnavailableError extends TaskError {
  constructor(options?: ErrorOptions, code: ErrorCode = 'UNAVAILABLE') {
    super(code, options);
  }
}

/** Redis has no room for more: nothing was changed, and no trying again helps until something is deleted. */
export class StorageFullError extends StoreUnavailableError {
  constructor(options?: ErrorOptions) {
    super(options, 'STORAGE_FULL');
  }
}

/** Redis refused a command for a reason that no waiting mends; its words are the cause, for the log alone. */
export class StoreFaultError extends TaskError {
  constructor(options?: ErrorOptions) {
    super('INTERNAL', options);
  }
}

/**
 * Thrown by a handler to fail its task at once, whatever retries are left.
 *
 * @example throw new UnrecoverableTaskError('The account no longer exists');
 */
export class UnrecoverableTaskError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnrecoverableTaskError';
  }
}
