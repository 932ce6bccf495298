import type { TaskRegistry } from '../handlers/task-registry.js';
import type { AttemptStore } from '../attempts/attempt-store.js';
import type { RedisWatch } from '@task-queue/redis';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { every } from '../domain/every.js';
import type { TaskRunner } from '../attempts/task-runner.js';

const INTERVAL_MS = 1_000;

/**
 * While Redis is full, begins the tasks that make room without their lanes, one after the other: a Redis at its limit refuses
 * the commands by which Bull hands out tickets, and before it there may be a long backlog. The ticket that stays in
 * the lane is stale by then.
 */
export class Rescue {
  #stopRunning: () => void = () => undefined;

  constructor(
    private readonly store: AttemptStore,
    private readonly runner: Pick<TaskRunner, 'run'>,
    private readonly registry: Pick<TaskRegistry, 'all'>,
    private readonly watch: Pick<RedisWatch, 'room'>,
    private readonly log: ThrottledLog,
  ) {}

  start(): void {
    this.#stopRunning = every(
      INTERVAL_MS,
      () => this.runWhatMakesRoom(),
      (error) => this.log.warn('Making room', error),
    );
  }

  stop(): void {
    this.#stopRunning();
  }

  async runWhatMakesRoom(): Promise<void> {
    const types = this.registry.all().flatMap(({ type, makesRoom }) => (makesRoom ? [type] : []));
    if (this.watch.room.level === 'full' && types.length > 0) {
      for (const ticket of await this.store.pendingTickets(types)) {
        await this.runner.run(ticket);
      }
    }
  }
}
