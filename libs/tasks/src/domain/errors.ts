import type { ErrorCode } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';

/** Redis can't be reached or refuses writes: nothing was changed, try again. */
export class StoreUnavailableError extends ProblemError {
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
export class StoreFaultError extends ProblemError {
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
