import type { Logger } from '@nestjs/common';
import type { Job, Queue } from 'bull';
import type { TaskPriority } from '@task-queue/contracts';
import type { ThrottledLog } from '../domain/throttled-log.js';

/** So many looks in a row at which a lane has tickets, free slots and takes nothing: its consumer is dead. */
const LOOKS_UNTIL_REPLACED = 3;

/**
 * How Bull says that a ticket was taken away from a worker that did not renew its lock, as a blocked one does. That is as it
 * should be: a ticket stands for a start, and who holds the task is for the record to say.
 */
const TAKEN_AWAY = /^(Missing (key|lock) for job |Job \S+ is not in the )/;

/** A lane's Bull queue on connections of its own. */
export interface OpenLane {
  readonly queue: Queue;
  /** Lets go of the connections without waiting for what is under way. */
  close(): Promise<void>;
}

/** What a consumer needs to know of its lane. */
export interface LaneConsumerOptions {
  readonly lane: TaskPriority;
  /** The queue to begin with. Its owner closes it. */
  readonly queue: Queue;
  /** How many tickets are worked on at once, until it is told otherwise. */
  readonly slots: number;
  /** Opens the lane again, for a consumer that takes the place of a dead one. */
  reopen(): OpenLane;
  /** How many tickets wait in the lane. */
  waiting(): Promise<number>;
  take(job: Job): Promise<void>;
  /** Lets another worker have a ticket, for which this one has no slot any more. */
  giveBack(job: Job): Promise<void>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly log: ThrottledLog;
}

/**
 * Takes tickets from one lane into worker slots. Bull's blocking pop does not always come back after Redis was away
 * (OptimalBits/bull#1873), and a slot whose loop broke off never does: a consumer that takes nothing although tickets
 * wait and slots are free is replaced by a new one on new connections.
 */
export class LaneConsumer {
  #queue: Queue;
  #replacement: OpenLane | undefined;
  #slots: number;
  /** How many tickets Bull takes at once: it never takes fewer again. */
  #loops = 0;
  #busySlots = 0;
  #hasTaken = false;
  #looks = 0;

  constructor(private readonly options: LaneConsumerOptions) {
    this.#queue = options.queue;
    this.#slots = options.slots;
  }

  get lane(): TaskPriority {
    return this.options.lane;
  }

  /** How many tickets are worked on at once. */
  get slots(): number {
    return this.#slots;
  }

  /** How many tickets are worked on now. */
  get used(): number {
    return this.#busySlots;
  }

  /** Works on so many at once from now on: more at once, fewer as those under way end. */
  setSlots(slots: number): void {
    this.#slots = slots;
    if (this.#loops > 0 && slots > this.#loops) {
      this.#takeMore(slots - this.#loops);
    }
  }

  /** Begins to take tickets. */
  start(): void {
    this.#consume(this.#queue);
  }

  /** Looks whether the lane is worked on; call it at an interval. Replaces the consumer when it has to. */
  async replaceIfStuck(): Promise<void> {
    const isStuck = (await this.options.waiting()) > 0 && this.#busySlots < this.#slots && !this.#hasTaken;
    this.#hasTaken = false;
    this.#looks = isStuck ? this.#looks + 1 : 0;
    if (this.#looks === LOOKS_UNTIL_REPLACED) {
      this.#looks = 0;
      await this.replace();
    }
  }

  /** Puts a new consumer in the place of this one, which takes no more and ends what it has begun. */
  async replace(): Promise<void> {
    this.options.logger.warn(`Lane ${this.options.lane} takes no tickets: its consumer is replaced`);
    const retired = this.#queue;
    const retiredReplacement = this.#replacement;
    this.#replacement = this.options.reopen();
    this.#queue = this.#replacement.queue;
    this.#consume(this.#queue);
    void retired.pause(true, true).catch(() => undefined);
    await retiredReplacement?.close();
  }

  /** Takes no more tickets; what is under way goes on. */
  async pause(): Promise<void> {
    await this.#queue.pause(true, true).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#replacement?.close();
  }

  #consume(queue: Queue): void {
    const { lane, log } = this.options;
    queue.on('error', (error: Error) => {
      if (!TAKEN_AWAY.test(error.message)) {
        log.warn(`Lane ${lane}`, error);
      }
    });
    this.#loops = this.#slots;
    queue
      .process(this.#slots, (job: Job) => this.#occupySlot(job))
      // Redis was out of reach at the start: replaceIfStuck() finds that nothing is taken.
      .catch((error: unknown) => log.warn(`Lane ${lane} is not begun`, error));
  }

  #takeMore(slots: number): void {
    const queue = this.#queue as unknown as { run(loops: number, name: string): Promise<unknown> }; // Bull does not declare it
    const name = `more-${this.#loops}`;
    this.#loops += slots;
    queue
      .run(slots, name)
      .catch((error: unknown) => this.options.log.warn(`Lane ${this.options.lane}: more slots`, error));
  }

  async #occupySlot(job: Job): Promise<void> {
    this.#hasTaken = true;
    this.#busySlots += 1;
    try {
      await (this.#busySlots > this.#slots ? this.options.giveBack(job) : this.options.take(job));
    } catch (error) {
      // To Bull it is done all the same: what became of the attempt is in its record, or found by the sweep.
      this.options.log.warn(`Lane ${this.options.lane}: a ticket`, error);
    } finally {
      this.#busySlots -= 1;
    }
  }
}
