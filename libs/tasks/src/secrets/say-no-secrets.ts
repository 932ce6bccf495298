import { ProblemError } from '@task-queue/problems';
import { messageOf, stackOf } from '../domain/error-text.js';
import { secretsIn } from './secret-params.js';
import { secretPathsOf } from './secret-paths.js';
import { TextMask } from './text-mask.js';

/**
 * Reads params. What a class's own code (`@Transform`, a rule) throws over them ends in the log, and may have what it was given in
 * its message, its cause and any property: of a class with secrets it is told as its name, message and stack, without them.
 */
export function sayingNoSecrets<Result>(paramsClass: new () => object, raw: unknown, read: () => Result): Result {
  if (secretPathsOf(paramsClass).length === 0) {
    return read();
  }
  try {
    return read();
  } catch (error) {
    throw error instanceof ProblemError ? error : bareError(error, secretsIn(paramsClass, raw));
  }
}

function bareError(thrown: unknown, secrets: ReturnType<typeof secretsIn>): Error {
  const mask = new TextMask(secrets.flatMap(([, value]) => textsIn(value)));
  const bare = new Error(mask.text(messageOf(thrown)));
  bare.stack = mask.text(stackOf(thrown) ?? bare.message);
  return bare;
}

/** Also of a secret that is given as what it may not be. */
function textsIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [String(value)];
}
