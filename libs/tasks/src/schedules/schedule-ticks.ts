import { every } from '../domain/every.js';
import type { TaskIdentity } from '../domain/identity.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import type { WorkerService } from '../domain/worker-service.js';
import type { ScheduleStore } from './schedule-store.js';
import type { ScheduleTicker } from './schedule-ticker.js';
import type { StoredSchedule } from './schedule-record.js';

const INTERVAL_MS = 200;
const BATCH = 100;

/** For how long schedules are a worker's own that has taken them, in milliseconds: another takes over from one that dies. */
const CLAIM_MS = 2_000;

/** Looks for schedules that are due. In every worker, and no duty of one: no tick waits for the next holder when one dies. */
export class ScheduleTicks implements WorkerService {
  #end: () => void = () => undefined;

  constructor(
    private readonly store: Pick<ScheduleStore, 'claimDue'>,
    private readonly ticker: Pick<ScheduleTicker, 'tick' | 'rolesNow'>,
    private readonly log: Pick<ThrottledLog, 'warn'>,
  ) {}

  start(): void {
    this.#end = every(
      INTERVAL_MS,
      () => this.look(),
      (error) => this.log.warn('Schedules that are due', error),
    );
  }

  stop(): void {
    this.#end();
  }

  async look(): Promise<void> {
    let claimed: readonly StoredSchedule[];
    do {
      claimed = await this.store.claimDue(BATCH, CLAIM_MS);
      const rolesOf = onceEach((owner) => this.ticker.rolesNow(owner));
      await Promise.all(claimed.map((schedule) => this.#tick(schedule, rolesOf)));
    } while (claimed.length === BATCH);
  }

  /** One that fails keeps no other from its tick; it is looked at again when its claim is over. */
  async #tick(schedule: StoredSchedule, rolesOf: Parameters<ScheduleTicker['tick']>[1]): Promise<void> {
    try {
      await this.ticker.tick(schedule, rolesOf);
    } catch (error) {
      this.log.warn(`The tick of schedule ${schedule.id}`, error);
    }
  }
}

/** Asks once of each owner. */
function onceEach<Answer>(ask: (owner: TaskIdentity) => Promise<Answer>): (owner: TaskIdentity) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>();
  return (owner) => {
    const answer = asked.get(owner.id) ?? ask(owner);
    asked.set(owner.id, answer);
    return answer;
  };
}
