import type { AttemptStore } from '../attempts/attempt-store.js';
import { every } from '../domain/every.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import type { WorkerService } from '../domain/worker-service.js';
import type { LaneConsumer } from '../lanes/lane-consumer.js';

const INTERVAL_MS = 200;
const GATES_AT_ONCE = 100;

/**
 * Looks after those who wait: gives them what became free without anybody's doing (a worker that came, a pause that is over, a
 * rate), and takes the slots that operators set. In every worker, as due tickets are.
 */
export class WaitingRoom implements WorkerService {
  readonly #settings: readonly number[];
  #end: () => void = () => undefined;

  /** @param tellSlots - says how many slots this worker has now */
  constructor(
    private readonly store: Pick<AttemptStore, 'lookAfterWaiting'>,
    private readonly consumers: readonly LaneConsumer[],
    private readonly tellSlots: () => Promise<unknown>,
    private readonly log: ThrottledLog,
  ) {
    this.#settings = consumers.map(({ slots }) => slots);
  }

  async start(): Promise<void> {
    await this.look().catch((error: unknown) => this.log.warn('The waiting room', error));
    this.#end = every(
      INTERVAL_MS,
      () => this.look(),
      (error) => this.log.warn('The waiting room', error),
    );
  }

  stop(): void {
    this.#end();
  }

  async look(): Promise<void> {
    for (;;) {
      const { isMore, slots } = await this.store.lookAfterWaiting(GATES_AT_ONCE);
      await this.#take(slots.map((of, i) => of ?? this.#settings[i]!));
      if (!isMore) {
        return;
      }
    }
  }

  async #take(slots: readonly number[]): Promise<void> {
    const changed = this.consumers.filter((consumer, i) => consumer.slots !== slots[i]);
    this.consumers.forEach((consumer, i) => consumer.setSlots(slots[i]!));
    if (changed.length > 0) {
      await this.tellSlots();
    }
  }
}
