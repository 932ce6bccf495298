import type { FormatMigration, MigrationTurn } from '@task-queue/redis';
import type { DutyWork } from './duty.js';

/** Brings tasks of an earlier format to this one, a part at a time, until all are. Nothing to do for a new installation. */
export class Migration implements DutyWork {
  readonly name = 'migration';
  /** With a part of twenty tasks: at most 400 a second, a million in three quarters of an hour. */
  readonly intervalMs = 50;
  readonly heldMs = 5_000;

  constructor(private readonly migration: Pick<FormatMigration, 'turn'>) {}

  turn(): Promise<MigrationTurn> {
    return this.migration.turn();
  }
}
