import type { AttemptErrorCode, TaskFailure } from '@task-queue/contracts';
import { UnrecoverableTaskError } from './errors.js';
import { MAX_ERROR_MESSAGE_LENGTH, MAX_STACK_LENGTH } from './limits.js';

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

/** What a handler threw, whatever it is, as a failure that fits the record, and whether a retry may help. */
export function failureOf(thrown: unknown, attempt: number): { failure: TaskFailure; canRetry: boolean } {
  const message = truncate(messageOf(thrown), MAX_ERROR_MESSAGE_LENGTH);
  if (thrown instanceof AttemptError) {
    return { failure: { message, code: thrown.code, attempt }, canRetry: thrown.canRetry };
  }
  const canRetry = !(thrown instanceof UnrecoverableTaskError);
  const code = canRetry ? 'HANDLER_ERROR' : 'UNRECOVERABLE';
  const stack = thrown instanceof Error && typeof thrown.stack === 'string' ? thrown.stack : null;
  return {
    failure: { message, code, attempt, ...(stack === null ? {} : { stack: truncate(stack, MAX_STACK_LENGTH) }) },
    canRetry,
  };
}

/** Cuts a text to a length, with an ellipsis as its last character where something was cut. */
export function truncate(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
}

function messageOf(thrown: unknown): string {
  try {
    const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
    return message === '' ? 'The handler threw an empty value' : message;
  } catch {
    return 'The handler threw a value that has no text';
  }
}
