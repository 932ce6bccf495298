import type { TaskPriority } from '@task-queue/contracts';
import type { AttemptStore, StartedAttempt } from '../src/attempts/attempt-store.js';
import { laneName, parseTicket } from '../src/lanes/task-queue.js';
import type { Ticket } from '../src/life/task-store.js';
import type { RedisFixture } from './redis-fixture.js';

/** A ticket that a worker took from a lane, and what began by it. */
export interface Taken {
  readonly ticket: Ticket;
  /** `null` where it was stale. */
  readonly attempt: StartedAttempt | null;
}

/** Workers of one lane, as Bull moves tickets for them and without Bull: one step at a time. */
export class LaneWorkers {
  readonly #key: string;

  constructor(
    private readonly fixture: Pick<RedisFixture, 'redis' | 'prefix'>,
    private readonly store: AttemptStore,
    private readonly lane: TaskPriority = 'normal',
  ) {
    this.#key = `${fixture.prefix}:${laneName(lane)}`;
  }

  /** So many slots, of all workers. */
  async open(slots: number): Promise<void> {
    await this.fixture.redis.hset(`${this.fixture.prefix}:room:${this.lane}`, 'slots', slots);
  }

  /** Takes the next ticket and begins with it; `null` where there is none. */
  async take(): Promise<Taken | null> {
    const ticket = await this.pop();
    if (ticket === null) {
      return null;
    }
    const attempt = await this.store.start(ticket);
    if (attempt === null) {
      await this.leave(ticket);
    }
    return { ticket, attempt };
  }

  /** Takes every ticket that there is, one after the other. @returns what began */
  async takeAll(): Promise<StartedAttempt[]> {
    const started: StartedAttempt[] = [];
    for (let taken = await this.take(); taken !== null; taken = await this.take()) {
      started.push(...(taken.attempt === null ? [] : [taken.attempt]));
    }
    return started;
  }

  /** Takes the next ticket and does nothing with it yet. */
  async pop(): Promise<Ticket | null> {
    const name = await this.fixture.redis.rpoplpush(`${this.#key}:wait`, `${this.#key}:active`);
    return name === null ? null : parseTicket(name);
  }

  /** The slot is free again. */
  async leave({ taskId, number }: Ticket): Promise<void> {
    const name = `${taskId}.${number}`;
    await this.fixture.redis.lrem(`${this.#key}:active`, 1, name);
    await this.fixture.redis.del(`${this.#key}:${name}`);
  }

  /** Ends an attempt with a result. */
  async complete(attempt: StartedAttempt, ticket: Ticket): Promise<void> {
    await this.store.complete(attempt, '1', null, null);
    await this.leave(ticket);
  }
}
