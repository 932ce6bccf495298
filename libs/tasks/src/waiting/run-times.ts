import { Injectable } from '@nestjs/common';
import type { TaskPriority } from '@task-queue/contracts';

/** So many attempts took about so long. */
export interface TimedCount {
  readonly ms: number;
  readonly count: number;
}

/** Who has measured how long attempts took of late. */
export interface RunTimesSource {
  ofLane(lane: TaskPriority): Promise<readonly TimedCount[]>;
  ofType(type: string): Promise<readonly TimedCount[]>;
}

/** How long attempts took of late; nothing is known where nobody in the process measures it. */
@Injectable()
export class RunTimes implements RunTimesSource {
  #source: RunTimesSource | undefined;

  /** Has a source asked from now on. */
  measuredBy(source: RunTimesSource): void {
    this.#source = source;
  }

  async ofLane(lane: TaskPriority): Promise<readonly TimedCount[]> {
    return (await this.#source?.ofLane(lane)) ?? [];
  }

  async ofType(type: string): Promise<readonly TimedCount[]> {
    return (await this.#source?.ofType(type)) ?? [];
  }
}
