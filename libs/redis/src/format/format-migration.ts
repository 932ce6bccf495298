import type { Redis } from 'ioredis';
import { formatKeys, type DataFormat, type FormatKeys } from './data-format.js';
import { closeBelow, reach } from './format-scripts.js';

/** How often it is looked whether the programs that are in a step's way are gone, in milliseconds. */
const LOOK_AGAIN_MS = 5_000;

/** From one version of a format to the next. */
export interface FormatStep {
  /** The version that is reached when it is done. */
  readonly to: number;
  /** The oldest version a program must know to run beside it, and after it: those that know less are waited for, then refused. */
  readonly oldestBeside: number;
  /**
   * Does a part of it, so small that nothing waits for long. Other programs change the data meanwhile, and a part may be done
   * twice: whoever did it may have died before it was known.
   *
   * @returns whether there is more to do
   */
  next(): Promise<boolean>;
}

/** What became of a turn: `waiting` is for programs that must end first, `done` for ever. */
export type MigrationTurn = 'done' | 'more' | 'waiting';

/** Brings data to the version of this program, step by step, while programs run on it. One worker at a time does it. */
export class FormatMigration {
  readonly #keys: FormatKeys;
  /** The step that is closed to older programs. */
  #begun = 0;
  #lookAgainAtMs = 0;

  /**
   * @param steps - one for each version from `format.oldestRead` on
   * @param tell - is told what begins, what ends and what is waited for
   */
  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly format: DataFormat,
    private readonly steps: readonly FormatStep[],
    private readonly tell: (line: string) => void,
  ) {
    this.#keys = formatKeys(prefix, format);
  }

  /** The next part of the next step. */
  async turn(): Promise<MigrationTurn> {
    if (performance.now() < this.#lookAgainAtMs) {
      return 'waiting';
    }
    const version = Number(await this.redis.hget(this.#keys.format, 'version'));
    const step = this.steps.find(({ to }) => to === version + 1);
    if (step === undefined) {
      return version === 0 ? 'waiting' : 'done'; // none: its seat writes it again
    }
    const { owner } = this.format;
    if (this.#begun !== step.to) {
      const inTheWay = await closeBelow(this.redis, this.#keys, step.oldestBeside);
      if (inTheWay.length > 0) {
        this.#lookAgainAtMs = performance.now() + LOOK_AGAIN_MS;
        this.tell(
          `The data (${owner}) waits to go from format ${version} to ${step.to}: programs that do not know format ` +
            `${step.oldestBeside} are running: ${inTheWay.join(', ')}. Stop or upgrade them`,
        );
        return 'waiting';
      }
      this.tell(`The data (${owner}) goes from format ${version} to ${step.to}`);
      this.#begun = step.to;
    }
    if (await step.next()) {
      return 'more';
    }
    await reach(this.redis, this.#keys, step.to);
    this.tell(`The data (${owner}) has format ${step.to}`);
    return 'more';
  }
}
