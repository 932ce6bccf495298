import type { TaskFailure } from '@task-queue/contracts';
import { errorFingerprint } from '../../src/domain/error-fingerprint.js';

/** A failure as people are told of it: with its fingerprint. */
export function known(failure: TaskFailure): TaskFailure {
  return { ...failure, fingerprint: errorFingerprint(failure.message, failure.code) };
}

/** The same as events tell it. */
export function withoutStack({ message, code, attempt, fingerprint }: TaskFailure): TaskFailure {
  return { message, code, attempt, ...(fingerprint === undefined ? {} : { fingerprint }) };
}
