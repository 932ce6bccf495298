import { plainText, type AttemptErrorCode, type TaskFailure } from '@task-queue/contracts';
import { StoreFaultError, StoreUnavailableError, UnrecoverableTaskError } from './errors.js';
import { MAX_ERROR_MESSAGE_LENGTH, MAX_STACK_LENGTH } from './limits.js';
import { messageOf, stackOf } from './error-text.js';

/** An attempt's failure with a code of its own. Thrown inside the runner only. */
export class AttemptError extends Error {
  constructor(
    readonly code: AttemptErrorCode,
    message: string,
    readonly canRetry: boolean,
  ) {
    super(message);
    this.name = 'AttemptError';
  }
}

/** Said instead of what Redis says: its words name scripts and keys, which are nobody's but the log's. */
const STORE_FAILED = 'The task queue could not be read or written at the moment';

/** Whether an error is our own Redis', which nobody but the log is told. */
export function isInternal(thrown: unknown): boolean {
  return isA(thrown, StoreUnavailableError) || isA(thrown, StoreFaultError);
}

/**
 * What a handler threw, whatever it is, as a failure that fits the record, and whether a retry may help.
 *
 * @param masked - a text without what is secret in it
 */
export function failureOf(
  thrown: unknown,
  attempt: number,
  masked: (text: string) => string,
): { failure: TaskFailure; canRetry: boolean } {
  if (isInternal(thrown)) {
    return { failure: { message: STORE_FAILED, code: 'HANDLER_ERROR', attempt }, canRetry: true };
  }
  const message = truncate(masked(messageOf(thrown)), MAX_ERROR_MESSAGE_LENGTH);
  if (isA(thrown, AttemptError)) {
    return { failure: { message, code: thrown.code, attempt }, canRetry: thrown.canRetry };
  }
  const canRetry = !isA(thrown, UnrecoverableTaskError);
  const code = canRetry ? 'HANDLER_ERROR' : 'UNRECOVERABLE';
  const stack = stackOf(thrown);
  return {
    failure: {
      message,
      code,
      attempt,
      ...(stack === null ? {} : { stack: truncate(masked(stack), MAX_STACK_LENGTH) }),
    },
    canRetry,
  };
}

/**
 * Cuts a text to a length, with an ellipsis as its last character where something was cut. Halves of characters (lone
 * surrogates) are replaced: neither the scripts nor UTF-8 know them. So is what shows nothing or misleads: {@link plainText}.
 */
export function truncate(whole: string, maxLength: number): string {
  const text = plainText(whole.slice(0, maxLength + 1));
  return text.length <= maxLength ? text.toWellFormed() : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
}

function isA<Kind>(thrown: unknown, kind: abstract new (...args: never[]) => Kind): thrown is Kind {
  try {
    return thrown instanceof kind;
  } catch {
    return false; // a proxy that refuses
  }
}
