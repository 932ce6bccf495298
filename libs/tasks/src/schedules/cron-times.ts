import { Cron } from 'croner';
import { CRON_FIELDS, cronNumberOf, splitCron } from '@task-queue/contracts';
import { instantOfLocal, localMinuteOf, offsetMsOf } from './zone-offset.js';

const DAY_MS = 86_400_000;

/**
 * The times of a five-field expression in a zone. Where neither minutes nor hours have `*` or a step they are those of the clock on
 * the wall: one that a clock change leaves out comes when the gap ends, whatever day that is by then, and one that it repeats comes
 * once, first. Otherwise they repeat every so often, and go on through both: what is left out does not come, what is repeated comes twice.
 */
export class CronTimes {
  /** Looks for times of the wall as if it were in UTC, which leaves out and repeats none. */
  readonly #cron: Cron;
  readonly #isOfTheWall: boolean;

  constructor(
    expression: string,
    private readonly timeZone: string,
  ) {
    const fields = splitCron(expression);
    this.#isOfTheWall = !/[*/]/.test(fields.slice(0, 2).join());
    const timezone = this.#isOfTheWall ? 'UTC' : timeZone;
    this.#cron = new Cron(fields.map(inNumbers).join(' '), { timezone, mode: '5-part' });
  }

  /** The first one after an instant; `null` where none comes any more. */
  after(ms: number): number | null {
    if (!this.#isOfTheWall) {
      return this.#cron.nextRun(new Date(ms))?.getTime() ?? null;
    }
    const wall = new Date(localMinuteOf(this.timeZone, ms));
    for (let next = this.#cron.nextRun(wall); next !== null; next = this.#cron.nextRun(next)) {
      const at = instantOfLocal(this.timeZone, next.getTime());
      if (at > ms) {
        return at;
      }
    }
    return null;
  }

  /** The last ones before an instant, the latest first. */
  before(ms: number, count: number): number[] {
    if (!this.#isOfTheWall) {
      return this.#cron.previousRuns(count, new Date(ms)).map((run) => run.getTime());
    }
    const found: number[] = [];
    // Where the clock has been turned back since, the wall has shown more than it does.
    const offsetMs = Math.max(offsetMsOf(this.timeZone, ms), offsetMsOf(this.timeZone, ms - DAY_MS));
    let [wall] = this.#cron.previousRuns(1, new Date(ms + offsetMs));
    while (wall !== undefined && found.length < count) {
      const at = instantOfLocal(this.timeZone, wall.getTime());
      if (at < ms && at !== found.at(-1)) {
        found.push(at);
      }
      [wall] = this.#cron.previousRuns(1, wall);
    }
    return found;
  }

  /** Whether the clock on the wall shows a time of the expression then: where that is in a gap, it does not. */
  isShownAt(ms: number): boolean {
    return this.#cron.match(new Date(this.#isOfTheWall ? localMinuteOf(this.timeZone, ms) : ms));
  }
}

/** A field with numbers for names, which Croner reads as others do. */
function inNumbers(text: string, i: number): string {
  return text.replace(/[a-z]+/gi, (name) => String(cronNumberOf(name, CRON_FIELDS[i]!)));
}
