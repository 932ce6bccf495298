import { troubleOf } from '@task-queue/redis';
import { StorageFullError, StoreFaultError, StoreUnavailableError } from '../domain/errors.js';

/** For `catch`. @throws what {@link storeError} makes of it */
export function throwStoreError(error: unknown): never {
  throw storeError(error);
}

/**
 * An error of Redis as what it means to a caller: out of reach, full or not serving is «unavailable», anything else that
 * Redis says a fault of ours. The one place where errors of Redis become problems.
 */
export function storeError(error: unknown): unknown {
  switch (troubleOf(error)) {
    case 'full':
      return new StorageFullError({ cause: error });
    case 'unavailable':
      return new StoreUnavailableError({ cause: error });
    case 'fault':
      return new StoreFaultError({ cause: error });
    case null:
      return error;
  }
}
