import { AsyncLocalStorage } from 'node:async_hooks';

const attempts = new AsyncLocalStorage<(thrown: unknown) => void>();
let watchers = 0;

/**
 * Runs a handler so that errors it throws where nobody can catch them (a promise that is not awaited, a timer, an event
 * listener) come to `onStray` rather than end the process, as Node would do.
 */
export function withStrayErrors<Result>(onStray: (thrown: unknown) => void, run: () => Result): Result {
  return attempts.run(onStray, run);
}

/** Who is told of an error that nobody catches here; `undefined` outside of handlers. */
export function strayErrorListener(): ((thrown: unknown) => void) | undefined {
  return attempts.getStore();
}

/** Begins to look for such errors. Those of anything but handlers end the process as before, unless somebody listens. */
export function watchStrayErrors(): void {
  watchers += 1;
  if (watchers === 1) {
    process.on('unhandledRejection', onUnhandledRejection);
    process.on('uncaughtException', onUncaughtException);
  }
}

/** Undoes one {@link watchStrayErrors}. */
export function unwatchStrayErrors(): void {
  watchers -= 1;
  if (watchers === 0) {
    process.off('unhandledRejection', onUnhandledRejection);
    process.off('uncaughtException', onUncaughtException);
  }
}

const onUnhandledRejection = (thrown: unknown): void => dispatch('unhandledRejection', thrown);
const onUncaughtException = (thrown: unknown): void => dispatch('uncaughtException', thrown);

function dispatch(event: 'unhandledRejection' | 'uncaughtException', thrown: unknown): void {
  const onStray = strayErrorListener();
  if (onStray) {
    onStray(thrown);
  } else if (process.listenerCount(event) === 1) {
    throw thrown;
  }
}
