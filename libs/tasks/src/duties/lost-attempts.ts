import type { AttemptStore } from '../attempts/attempt-store.js';
import { backoffDelayMs, DEFAULT_BACKOFF } from '../domain/backoff.js';
import type { TaskRegistry } from '../handlers/task-registry.js';
import type { DutyWork } from './duty.js';

const BATCH = 500;

/**
 * Takes tasks back whose worker went silent, for a retry after their backoff; what it was told to stop runs no more. It looks six times in a lease and is held for
 * half of one, so that somebody has looked within a lease also where its holder died: else it would seem that Redis was away.
 */
export class LostAttempts implements DutyWork {
  readonly name = 'lost-attempts';
  readonly intervalMs: number;
  readonly heldMs: number;

  constructor(
    private readonly store: Pick<AttemptStore, 'canJudgeSilence' | 'handlersGone' | 'lost' | 'recover'>,
    private readonly registry: Pick<TaskRegistry, 'find'>,
    leaseMs: number,
    private readonly random: () => number = Math.random,
  ) {
    this.intervalMs = leaseMs / 6;
    this.heldMs = Math.floor(leaseMs / 2);
  }

  async turn(isHeld: () => Promise<boolean>): Promise<void> {
    if (!(await this.store.canJudgeSilence())) {
      return;
    }
    await this.store.handlersGone();
    do {
      const lost = await this.store.lost(BATCH);
      const attempts = lost.map((attempt) => {
        const backoff = this.registry.find(attempt.type)?.backoff ?? DEFAULT_BACKOFF; // this worker may not know it
        return { ...attempt, delayMs: backoffDelayMs(backoff, attempt.retryCount, this.random()) };
      });
      await this.store.recover(attempts);
      if (lost.length < BATCH) {
        return;
      }
    } while (await isHeld());
  }
}
