import type { Redis } from 'ioredis';
import { TaskKeys } from '../record/keys.js';
import { storeError } from '../record/store-error.js';

/** The name of an entry of the event log that tells of a person instead of a task. */
export const IDENTITY_CHANGED = 'identity:changed';

/**
 * Tells every process that somebody may no longer be who they were: signed out, disabled, of another role. It goes through
 * the event log, so no event that comes after it reaches a socket of theirs that has not been looked at again.
 */
export class IdentityNotices {
  readonly #key: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.#key = new TaskKeys(prefix).events;
  }

  /** @param personId - whose. @throws StoreUnavailableError; sockets are then looked at within seconds all the same */
  async tell(personId: string): Promise<void> {
    try {
      await this.redis.xadd(this.#key, '*', 'n', IDENTITY_CHANGED, 'o', personId);
    } catch (error) {
      throw storeError(error);
    }
  }
}
