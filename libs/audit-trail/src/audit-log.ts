import { Logger } from '@nestjs/common';
import type { AuditEntry, AuditFields } from '@task-queue/contracts';
import type { Redis } from 'ioredis';
import tell from './lua/tell.lua';
import { auditedCall, untold } from './audited-call.js';
import { decodeEntry, encodeEntry, logOf, type LogName, type StreamEntry, type ToldEntry } from './entry.js';

/** For scripts that tell of what they do: `tellAudit`. It wants a local `prefix`. */
export const AUDIT_LUA = tell;

/** Entries read at once. */
const READ_AT_ONCE = 500;

/** Between two reads others have their turn; after so many entries the answer says how far it came. */
const MOST_READ = 20_000;

/** What is written where there is no room: what is seldom, and what makes room. */
const TELL = `#!lua flags=allow-oom\nlocal prefix = ARGV[1]\n${tell}return tellAudit(ARGV[2])`;

/** A begun entry gives way to what came of it. */
const REPLACE = `#!lua flags=allow-oom
local prefix = ARGV[1]
${tell}tellAudit(ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[3])`;

/** The stream of each log, behind the prefix. */
const STREAMS = { a: 'audit', b: 'audit:often', c: 'audit:refused' } as const satisfies Record<LogName, string>;

const LOG_NAMES = Object.keys(STREAMS) as LogName[];

/** The keys that a backup takes along as they are. */
export const AUDIT_KEYS: readonly string[] = Object.values(STREAMS);

/** How long entries are kept. */
export interface AuditRetention {
  readonly maxAgeMs?: number;
  /** Of each of the logs. */
  readonly maxCount?: number;
}

/** A part of the log, the newest first. */
export interface AuditPart {
  readonly entries: readonly AuditEntry[];
  /** Where the next part begins; `null` where nothing is older. */
  readonly next: string | null;
}

/** Which part of the log. Times are epoch milliseconds. */
export interface AuditRange {
  readonly fromMs?: number;
  readonly toMs?: number;
  /** An entry's id: only what is before it. */
  readonly before?: string;
}

/** An entry as it is kept, and its id in the one order of all logs. */
interface PlacedEntry {
  readonly id: string;
  readonly stored: StreamEntry;
}

/** What ids of entries look like. */
export const AUDIT_ID = /^\d{1,15}-\d{1,15}[abc]$/;

/**
 * The audit log: Redis Streams to which scripts append what people do, one for what is seldom (`a`), one for what anybody can
 * make many of (`b`), and one for what was refused or failed (`c`), so that nobody pushes out the former by the latter. They are
 * read as one.
 */
export class AuditLog {
  readonly #logger = new Logger('Audit');

  /** @param refuse - makes an error of one of Redis */
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly refuse: (error: unknown) => never = rethrow,
  ) {}

  /** Tells of what no script tells of. @returns the entry's id in its stream */
  async append(told: ToldEntry): Promise<string> {
    const entry = encodeEntry(told);
    return (await this.redis.eval(TELL, 1, this.#keyOf('a'), this.prefix, entry).catch(this.refuse)) as string;
  }

  /** The same of what is over, whatever becomes of its entry: one that Redis does not take is at least in the log of the process. */
  async tell(told: ToldEntry): Promise<void> {
    await this.append(told).catch((error: unknown) => this.#keepInLog(error, told));
  }

  /**
   * Does something to many things that the call is for, told as one. It is told before anything is done, as `begun`, and again
   * when it is known what came of it, in place of the former. What is done is done: where that cannot be written, `begun` stays,
   * and the log of the process has the rest.
   *
   * @param facts - what is to be done
   * @param outcomeOf - what came of it; `null` where nothing did, which is not told then
   */
  async tellOfMany<Result>(
    facts: AuditFields,
    act: () => Promise<Result>,
    outcomeOf: (result: Result) => AuditFields | null,
  ): Promise<Result> {
    const call = auditedCall();
    if (call?.route === undefined) {
      return act();
    }
    call.add({ after: facts });
    const begun = await this.append({ ...call.entry(), outcome: 'begun' });
    const result = await untold(act);
    const outcome = outcomeOf(result);
    call.add({ after: { ...facts, ...outcome } });
    const told = call.entry();
    const entry = encodeEntry(told);
    const log = this.#keyOf(logOf(entry));
    const written: Promise<unknown> =
      outcome === null ? this.redis.xdel(log, begun) : this.redis.eval(REPLACE, 1, log, this.prefix, entry, begun);
    await written.catch((error: unknown) => this.#keepInLog(error, told));
    call.isTold = true;
    return result;
  }

  /**
   * Part by part, the newest first.
   *
   * @param matches - which are wanted
   * @param limit - how many
   */
  async read(range: AuditRange, matches: (entry: AuditEntry) => boolean, limit: number): Promise<AuditPart> {
    const found: AuditEntry[] = [];
    let place = range.before;
    for (let looked = 0; looked < MOST_READ; looked += READ_AT_ONCE) {
      const some = await this.#some(range, place);
      for (const { id, stored } of some) {
        place = id;
        const entry = decodeEntry(stored, id);
        if (entry !== null && matches(entry)) {
          found.push(entry);
          if (found.length === limit) {
            return { entries: found, next: place };
          }
        }
      }
      if (some.length < READ_AT_ONCE) {
        return { entries: found, next: null };
      }
    }
    return { entries: found, next: place! };
  }

  /** Drops what is too old, and what is too much: best done now and then, by whomever. */
  async trim({ maxAgeMs, maxCount }: AuditRetention): Promise<void> {
    const [seconds] = await this.redis.time(); // of the clock that makes ids
    for (const key of LOG_NAMES.map((log) => this.#keyOf(log))) {
      if (maxAgeMs !== undefined) {
        await this.redis.xtrim(key, 'MINID', `${Math.max(0, Number(seconds) * 1_000 - maxAgeMs)}-0`);
      }
      if (maxCount !== undefined) {
        await this.redis.xtrim(key, 'MAXLEN', maxCount);
      }
    }
  }

  /** The next ones of all, in one order; fewer than {@link READ_AT_ONCE} where nothing is older. */
  async #some({ fromMs = 0, toMs }: AuditRange, before: string | undefined): Promise<readonly PlacedEntry[]> {
    const newest = toMs === undefined ? '+' : toMs <= 0 ? '0-1' : `${toMs - 1}`;
    const oldest = Math.max(0, fromMs); // no id is before that
    const of = async (log: LogName): Promise<readonly PlacedEntry[]> => {
      const start = before === undefined ? newest : startOf(log, before);
      const entries = (await this.redis
        .xrevrange(this.#keyOf(log), start, oldest, 'COUNT', READ_AT_ONCE)
        .catch(this.refuse)) as StreamEntry[];
      return entries.map((stored) => ({ id: `${stored[0]}${log}`, stored }));
    };
    const logs = await Promise.all(LOG_NAMES.map(of));
    return logs
      .flat()
      .sort((one, other) => compareIds(other.id, one.id))
      .slice(0, READ_AT_ONCE);
  }

  #keyOf(log: LogName): string {
    return `${this.prefix}:${STREAMS[log]}`;
  }

  #keepInLog(error: unknown, entry: ToldEntry): void {
    this.#logger.error({ err: error, entry }, 'An entry could not be written to the audit log');
  }
}

function rethrow(error: unknown): never {
  throw error;
}

/** Where a log is read from, so that an entry and what comes after it in the one order are left out: of the same id `a` comes after `b`, and `b` after `c`. */
function startOf(log: LogName, before: string): string {
  const [id, of] = [before.slice(0, -1), before.at(-1)!];
  return log > of ? id : `(${id}`;
}

function compareIds(one: string, other: string): number {
  const [oneMs = 0, oneSequence = 0] = one.split(/[-abc]/).map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split(/[-abc]/).map(Number);
  return oneMs - otherMs || oneSequence - otherSequence || (one.at(-1)! < other.at(-1)! ? 1 : -1);
}
