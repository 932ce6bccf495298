import type { EventLog } from '@task-queue/event-log';
import { throwStoreError } from '../record/store-error.js';

/** The name of an entry of the event log that tells of a person instead of a task. */
export const IDENTITY_CHANGED = 'identity:changed';

/**
 * Tells every process that somebody may no longer be who they were: signed out, disabled, of another role. It goes through
 * the event log, so no event that comes after it reaches a socket of theirs that has not been looked at again.
 */
export class IdentityNotices {
  constructor(private readonly log: EventLog) {}

  /** @param personId - whose. @throws StoreUnavailableError; sockets are then looked at within seconds all the same */
  async tell(personId: string): Promise<void> {
    const entry = { name: IDENTITY_CHANGED, audience: { owner: personId }, data: {} };
    await this.log.append(entry).catch(throwStoreError);
  }
}
