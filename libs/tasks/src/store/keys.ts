/** The names of the keys that TypeScript uses; the scripts build theirs from the same prefix. */
export class TaskKeys {
  readonly meta: string;
  readonly due: string;
  readonly leases: string;
  readonly events: string;
  readonly retentionLock: string;

  constructor(readonly prefix: string) {
    this.meta = `${prefix}:meta`;
    this.due = `${prefix}:due`;
    this.leases = `${prefix}:leases`;
    this.events = `${prefix}:events`;
    this.retentionLock = `${prefix}:retention-lock`;
  }

  record(id: string): string {
    return `${this.prefix}:t:${id}`;
  }

  log(id: string): string {
    return `${this.prefix}:log:${id}`;
  }
}
