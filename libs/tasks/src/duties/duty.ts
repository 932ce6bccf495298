import type { Lease } from '@task-queue/redis';
import { every } from '../domain/every.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { within } from '../domain/within.js';
import type { WorkerService } from '../domain/worker-service.js';

/** How long a stop waits for the turn under way, and then for the lease to be given back, in milliseconds. */
const LAST_TURN_MS = 3_000;
const GIVE_BACK_MS = 1_000;

/** For this part of its time a lease is believed without being asked for again, so that three quarters are left for a step. */
const BELIEVED_PART = 1 / 4;

/** Something that one worker at a time looks after, for all. */
export interface DutyWork {
  /** What the lease is called, and the log calls it. */
  readonly name: string;
  readonly intervalMs: number;
  /**
   * How long it is held for when it is asked for, in milliseconds. A step may take three quarters of it; another worker takes
   * over from one that is silent after half as long again at the latest.
   */
  readonly heldMs: number;
  /**
   * One turn.
   *
   * @param isHeld - to be asked between the steps of a turn that may take long, and to end it where the answer is no
   * @returns `'done'` where there is nothing to do ever again
   */
  turn(isHeld: () => Promise<boolean>): Promise<unknown>;
}

/** Looks after some work while this worker holds its lease, and takes it over when whoever holds it is gone. */
export class Duty implements WorkerService {
  #end: () => void = () => undefined;
  #running: Promise<unknown> = Promise.resolve();
  #isOver = false;
  #askAgainAtMs = 0;
  #believedUntilMs = 0;

  constructor(
    private readonly work: DutyWork,
    private readonly lease: Lease,
    private readonly log: ThrottledLog,
  ) {}

  start(): void {
    const turn = (): Promise<unknown> => (this.#running = this.turn());
    this.#end = every(this.work.intervalMs, turn, (error) => this.log.warn(`Duty ${this.work.name}`, error));
  }

  /** Begins no more turns, waits a moment for the one under way, and lets another worker go on at once. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#end();
    await within(LAST_TURN_MS, this.#running);
    await within(GIVE_BACK_MS, this.lease.giveBack());
  }

  /** Does what there is to do, where it is this worker's to do. @returns whether it is */
  async turn(): Promise<boolean> {
    if (performance.now() < this.#askAgainAtMs) {
      return false;
    }
    if (!(await this.#isHeld())) {
      this.#askAgainAtMs = performance.now() + this.work.heldMs / 2;
      return false;
    }
    if ((await this.work.turn(async () => !this.#isOver && (await this.#isHeld()))) === 'done') {
      this.#end();
    }
    return true;
  }

  /** Whether the lease is this worker's: Redis is asked where that is not certain for long enough. */
  async #isHeld(): Promise<boolean> {
    const askedAtMs = performance.now(); // before Redis begins to count
    if (askedAtMs < this.#believedUntilMs) {
      return true;
    }
    const isHeld = await this.lease.hold();
    this.#believedUntilMs = isHeld ? askedAtMs + this.work.heldMs * BELIEVED_PART : 0;
    return isHeld;
  }
}
