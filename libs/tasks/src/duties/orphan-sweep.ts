import type { ArtifactInventory, FoundFile } from '../artifacts/artifact-storage.js';
import type { NeededFiles } from './needed-files.js';
import type { DutyWork } from './duty.js';

/** How long after a sweep the next one begins, in milliseconds, and after one that failed. */
const REST_MS = 3_600_000;
const REST_AFTER_FAULT_MS = 60_000;

/** Files looked at in one step, and deleted at once. */
const STEP_FILES = 200;
const REMOVED_AT_ONCE = 10;

/** What the sweep needs. */
export interface OrphanSweepParts {
  /** Left out where the storage cannot say what lies there: then nothing is swept. */
  readonly inventory: Pick<ArtifactInventory, 'claim' | 'files'> | undefined;
  readonly needed: Pick<NeededFiles, 'among'>;
  /** What the storage is claimed by, the same in all processes. */
  readonly deployment: () => Promise<string>;
  readonly logger: { log(line: string): void; warn(line: string): void };
  /** Monotonic, in milliseconds. @default performance.now */
  readonly nowMs?: () => number;
}

/**
 * Deletes files that belong to nobody: what a process left that died while it wrote, or between deleting a record and its
 * file. A file is seen first and asked about after, so the attempt that writes it, which was in its record before the file was
 * there, is known to run.
 */
export class OrphanSweep implements DutyWork {
  readonly name = 'orphan-sweep';
  readonly intervalMs = 15_000;
  readonly heldMs = 60_000;
  readonly #nowMs: () => number;
  #beginsAtMs = -Infinity;
  #isForeignTold = false;

  constructor(private readonly parts: OrphanSweepParts) {
    this.#nowMs = parts.nowMs ?? (() => performance.now());
  }

  /** Looks through all files, where it is time to. @returns how many it deleted, or that nothing is ever to be looked at */
  async turn(isHeld: () => Promise<boolean>): Promise<number | 'done'> {
    const { inventory, logger } = this.parts;
    if (inventory === undefined) {
      return 'done';
    }
    if (this.#nowMs() < this.#beginsAtMs) {
      return 0;
    }
    this.#beginsAtMs = this.#nowMs() + REST_AFTER_FAULT_MS;
    const deleted = (await this.#isOurs(inventory)) ? await this.#sweep(inventory, isHeld) : 0;
    this.#beginsAtMs = this.#nowMs() + REST_MS;
    if (deleted > 0) {
      logger.log(`Deleted ${deleted} files that belonged to no task`);
    }
    return deleted;
  }

  async #isOurs(inventory: Pick<ArtifactInventory, 'claim'>): Promise<boolean> {
    const isOurs = await inventory.claim(await this.parts.deployment());
    if (!isOurs && !this.#isForeignTold) {
      this.parts.logger.warn(
        'Files of tasks are kept where another deployment keeps its own and deletes, within the hour, whatever is not of its ' +
          'tasks; or where this one did before its Redis was emptied. This one looks for nothing there. Give each a place of ' +
          'its own; where there is one alone, delete the mark named deployment',
      );
    }
    this.#isForeignTold = !isOurs;
    return isOurs;
  }

  async #sweep(inventory: Pick<ArtifactInventory, 'files'>, isHeld: () => Promise<boolean>): Promise<number> {
    let deleted = 0;
    let seen: FoundFile[] = [];
    for await (const file of inventory.files()) {
      seen.push(file);
      if (seen.length === STEP_FILES) {
        deleted += await this.#removeOrphans(seen);
        seen = [];
        if (!(await isHeld())) {
          return deleted;
        }
      }
    }
    return deleted + (await this.#removeOrphans(seen));
  }

  async #removeOrphans(files: readonly FoundFile[]): Promise<number> {
    const needed = await this.parts.needed.among(files);
    const orphans = files.filter((file) => !needed.has(file));
    for (let from = 0; from < orphans.length; from += REMOVED_AT_ONCE) {
      await Promise.all(orphans.slice(from, from + REMOVED_AT_ONCE).map(async (file) => file.remove()));
    }
    return orphans.length;
  }
}
