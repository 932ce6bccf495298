/** How many tasks a segment of the index has; SEGMENT in `index/postings.lua`. */
export const SEGMENT_TASKS = 131_072;

/** The names of the keys that TypeScript uses; the scripts build theirs from the same prefix. */
export class TaskKeys {
  readonly meta: string;
  readonly intake: string;
  readonly due: string;
  readonly leases: string;
  readonly stops: string;
  readonly starts: string;
  readonly deadlines: string;
  readonly secret: string;
  readonly workers: string;
  readonly slots: string;
  readonly sweep: string;
  readonly control: string;
  readonly gates: string;
  readonly finished: string;
  /** Never there. */
  readonly probe: string;

  constructor(readonly prefix: string) {
    this.meta = `${prefix}:meta`;
    this.intake = `${prefix}:intake`;
    this.due = `${prefix}:due`;
    this.leases = `${prefix}:leases`;
    this.stops = `${prefix}:stops`;
    this.starts = `${prefix}:starts`;
    this.deadlines = `${prefix}:deadlines`;
    this.secret = `${prefix}:secret`;
    this.workers = `${prefix}:workers`;
    this.slots = `${prefix}:slots`;
    this.sweep = `${prefix}:sweep`;
    this.control = `${prefix}:control`;
    this.gates = `${prefix}:gates`;
    this.finished = `${prefix}:finished`;
    this.probe = `${prefix}:probe`;
  }

  /** How many tasks an owner has (or, with `''`, everybody), by status and by type. */
  count(owner: string): string {
    return `${this.prefix}:count:${owner}`;
  }

  /** What a lane has: slots, and how many wait. */
  room(lane: string): string {
    return `${this.prefix}:room:${lane}`;
  }

  record(id: string): string {
    return `${this.prefix}:t:${id}`;
  }

  /** The task that a request created, by the hash of its idempotency key. */
  request(key: string): string {
    return `${this.prefix}:idem:${key}`;
  }

  /** The Pub/Sub channel on which a worker is told something. */
  channelOf(worker: string): string {
    return `${this.prefix}:worker:${worker}`;
  }

  /** What a worker says of itself. */
  report(worker: string): string {
    return `${this.prefix}:report:${worker}`;
  }

  /** The token of the containers of what finished in a span, in epoch milliseconds. */
  finishedSpan(fromMs: number, beforeMs: number): string {
    return `${this.prefix}:finished:${fromMs}-${beforeMs}`;
  }

  /** The beginning of every container of a segment. */
  containers(segment: number): string {
    return `${this.prefix}:x:${segment}:`;
  }
}
