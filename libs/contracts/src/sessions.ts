import type { IsoInstant } from './task.js';

/** Where a person is signed in. `null` stands for what is not known. */
export interface OwnSession {
  readonly id: string;
  readonly beganAt: IsoInstant | null;
  /** To the minute. */
  readonly lastUsedAt: IsoInstant | null;
  /** The address it was used from last. */
  readonly address: string | null;
  /** A browser, or the name that a program gives itself, e.g. `Firefox` or `curl`. */
  readonly client: string | null;
  /** e.g. `Windows` or `Android`. */
  readonly system: string | null;
  /** Whether it is the one that asks. */
  readonly isCurrent: boolean;
}

/** Answer of `GET /api/auth/sessions`: the one that asks, then the one used last first. */
export interface OwnSessions {
  readonly items: readonly OwnSession[];
}
