import { effect, type Signal } from '@angular/core';
import { toProblem } from '@task-queue/ui/problem';

/** What could not be read is read again after this, in milliseconds. */
const AGAIN_MS = 10_000;

/** What can be read again, e.g. a resource. */
interface Readable {
  readonly error: Signal<unknown>;
  reload(): void;
}

/**
 * Reads again, until it succeeds, what is read once and could not be; not while nobody is signed in. To be called while its owner
 * is constructed.
 */
export function readAgain(read: Readable): void {
  effect((onCleanup) => {
    const error = read.error();
    if (error !== undefined && toProblem(error).code !== 'UNAUTHORIZED') {
      const timer = setTimeout(() => read.reload(), AGAIN_MS);
      onCleanup(() => clearTimeout(timer));
    }
  });
}
