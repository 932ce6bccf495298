import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as elapsed } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { TaskFailure } from '@task-queue/contracts';
import type { Clock } from '../domain/clock.js';
import { errorFingerprint } from '../domain/error-fingerprint.js';
import { KEPT_LOG_ATTEMPTS, KEPT_LOG_LINES } from '../domain/limits.js';
import { isReadable, type StoredArtifact, type StoredStop, type TaskHead, type TaskState } from '../record/codec.js';
import { TaskKeys } from '../record/keys.js';
import { isRefusal } from '@task-queue/redis';
import { groupedRunner } from '../grouped/grouping.js';
import { scriptRunner, type RunScript, type ScriptName } from '../scripts/scripts.js';
import type { Ticket } from '../life/task-store.js';
import { errorTerms, filedError } from '../index/task-terms.js';

/** An attempt that a worker holds. Every report about it is fenced by its number. */
export interface HeldAttempt {
  readonly taskId: string;
  readonly number: number;
}

/** What a worker is given to begin with. */
export interface StartedAttempt extends HeldAttempt {
  readonly head: TaskHead;
  /** JSON, with masks in place of secrets. */
  readonly params: string;
  /** Those, sealed; `null` where there are none. */
  readonly secrets: string | null;
  readonly retryCount: number;
  readonly maxRetries: number;
  /** When it might have begun, in epoch milliseconds: its run time or the end of its backoff; `null` for at once. */
  readonly dueMs: number | null;
}

/** An attempt whose worker went silent. */
export interface LostAttempt extends HeldAttempt {
  readonly type: string;
  /** Retries its task has used up so far. */
  readonly retryCount: number;
}

/** An attempt that no longer holds its task. */
export interface GivenUpAttempt extends HeldAttempt {
  /** Of one that was ended by force. */
  readonly stop?: StoredStop;
}

/** What a worker learns when it renews its leases. */
export interface Renewal {
  readonly lost: readonly GivenUpAttempt[];
  /** Attempts that are to stop, of which this worker has not heard yet. */
  readonly stopping: readonly (HeldAttempt & { readonly stop: StoredStop })[];
}

/** What a worker learns when it looks after those who wait. */
export interface WaitingLook {
  /** Whether there may be more to do. */
  readonly isMore: boolean;
  /** Slots of each worker by lane, in the order of the lanes; `null` where its setting counts. */
  readonly slots: readonly (number | null)[];
}

/** Log lines that are not kept. */
export interface LogGap {
  /** How many. */
  readonly lines: number;
  /** After how many of those that are. */
  readonly after: number;
}

/** What one flush of an attempt's progress carries. */
export interface ProgressReport {
  /** 0 to 100. */
  readonly percent: number;
  readonly text: string | null;
  /** JSON, one log line each. */
  readonly logLines: readonly string[];
  /** Lines that were logged between these and are not kept. @default none */
  readonly gap?: LogGap;
  /** Which report it is: the same one said again is written once. @default one that no other report has */
  readonly token?: string;
}

/** A token for {@link ProgressReport}. */
export function reportToken(): string {
  return randomBytes(4).toString('hex');
}

/** The longest pause before a script is sent again to a Redis that did not take it, in milliseconds. */
const LONGEST_PAUSE_MS = 1_000;

/** Most that {@link AttemptStore.pendingTickets} finds. */
const TICKETS_AT_ONCE = 20;

/**
 * What workers do with tasks: scripts that are atomic, and may safely be sent twice. `false` says that the attempt no longer
 * holds the task: it was given up, and nothing was changed. How an attempt begins, goes on and ends is one script, sent
 * again until Redis takes it: one that is full or loading fails no task and loses no report. Who went silent is read by one
 * script and taken back by another, which looks again at each attempt.
 */
export class AttemptStore {
  readonly #keys: TaskKeys;
  readonly #run: RunScript;

  constructor(
    redis: Redis,
    private readonly clock: Clock,
    prefix: string,
    /** The name of this worker, as attempts keep it. */
    readonly worker: string,
    private readonly leaseMs: number,
  ) {
    this.#keys = new TaskKeys(prefix);
    this.#run = groupedRunner(scriptRunner(redis, clock, prefix), this.#keys);
  }

  /** Begins an attempt; `null` for a ticket that is stale, or whose task cannot be read. */
  async start(ticket: Ticket): Promise<StartedAttempt | null> {
    const key = this.#keys.record(ticket.taskId);
    const token = randomUUID();
    const [answer, state, head, params, secrets = null] = (await this.#retryWhileRefused(() =>
      this.#run('start', key, ticket.taskId, ticket.number, token, this.worker, this.leaseMs),
    )) as ['started' | 'stale', string, string, string, (string | null)?];
    if (answer === 'stale') {
      return null;
    }
    const { attempt, retryCount, maxRetries, dueAt } = JSON.parse(state) as TaskState;
    const readHead = headOrNull(head);
    if (readHead === null) {
      const failure = { message: UNREADABLE, code: 'UNRECOVERABLE', attempt } as const;
      await this.fail({ taskId: ticket.taskId, number: attempt }, failure);
      return null;
    }
    return {
      taskId: ticket.taskId,
      number: attempt,
      head: readHead,
      params,
      secrets,
      retryCount,
      maxRetries,
      dueMs: dueAt ?? null,
    };
  }

  /** @param isLast - asked each time it is said: the last report of an attempt is taken also by a Redis at its limit */
  async progress(attempt: HeldAttempt, report: ProgressReport, isLast = (): boolean => false): Promise<boolean> {
    const { percent, text, logLines, gap = { lines: 0, after: 0 }, token = reportToken() } = report;
    const { first, newest } = KEPT_LOG_LINES;
    const lines = JSON.stringify(logLines);
    const args = [
      percent,
      text ?? '',
      this.leaseMs,
      lines,
      gap.after,
      gap.lines,
      token,
      first,
      newest,
      KEPT_LOG_ATTEMPTS,
    ];
    return this.#report(() => (isLast() ? 'lastProgress' : 'progress'), attempt, ...args);
  }

  /** @param result - JSON */
  async complete(
    attempt: HeldAttempt,
    result: string,
    summary: string | null,
    artifact: StoredArtifact | null,
  ): Promise<boolean> {
    return this.#report('complete', attempt, result, summary ?? '', artifact === null ? '' : JSON.stringify(artifact));
  }

  /** @param delayMs - the backoff, from now */
  async retry(attempt: HeldAttempt, failure: TaskFailure, delayMs: number): Promise<boolean> {
    const { error, terms } = filedError(failure);
    return this.#report('retry', attempt, error, terms, this.clock.nowMs() + delayMs);
  }

  async fail(attempt: HeldAttempt, failure: TaskFailure): Promise<boolean> {
    const { error, terms } = filedError(failure);
    return this.#report('fail', attempt, error, terms);
  }

  /** Says that the worker has heard of a stop. */
  async acknowledgeStop(attempt: HeldAttempt): Promise<boolean> {
    return this.#report('acknowledgeStop', attempt);
  }

  /** Ends an attempt that was told to stop. @param failure - what its handler threw, where that was not the stop itself */
  async stopped(attempt: HeldAttempt, failure: TaskFailure | null): Promise<boolean> {
    return this.#report('stopped', attempt, failure === null ? '' : filedError(failure).error);
  }

  /** Ends an attempt whose handler does not, its grace being over. */
  async abandon(attempt: HeldAttempt): Promise<boolean> {
    return this.#report('abandon', attempt);
  }

  /** Ends attempts whose grace has been over for so long, in milliseconds. @returns how many there were */
  async abandonOverdue(leftMs: number, limit: number): Promise<number> {
    return (await this.#run('abandonOverdue', this.#keys.stops, leftMs, limit)) as number;
  }

  /** Says that the handler of an abandoned attempt has ended after all. */
  async handlerEnded(attempt: HeldAttempt): Promise<boolean> {
    return this.#report('handlerEnded', attempt);
  }

  /** Says that the handlers of abandoned attempts have ended whose workers are gone. */
  async handlersGone(): Promise<void> {
    await this.#run('handlersGone', this.#keys.workers);
  }

  /** Gives the attempt back because of a shutdown; no retry is used up. */
  async interrupt(attempt: HeldAttempt): Promise<boolean> {
    return this.#report('interrupt', attempt);
  }

  /** The tickets of some pending tasks of these types whose time has come, the oldest first. */
  async pendingTickets(types: readonly string[]): Promise<readonly Ticket[]> {
    const facets = JSON.stringify([
      ['status', 'pending'],
      ['type', ...types],
    ]);
    const flat = (await this.#run('oldest', this.#keys.meta, facets, 0, TICKETS_AT_ONCE)) as unknown[];
    const tickets: Ticket[] = [];
    for (let i = 0; i < flat.length; i += 4) {
      const [taskId, h, s] = flat.slice(i, i + 3) as [id: string, head: string, state: string];
      if (isReadable({ h, s })) {
        const { ticket, runAt = 0 } = JSON.parse(s) as TaskState;
        tickets.push(...(runAt <= this.clock.nowMs() ? [{ taskId, number: ticket }] : []));
      }
    }
    return tickets;
  }

  /** Renews the leases of attempts. */
  async renew(attempts: readonly HeldAttempt[]): Promise<Renewal> {
    const pairs = attempts.map(({ taskId, number }) => [taskId, number]);
    const [lost, stopping] = (await this.#run('renew', this.#keys.leases, this.leaseMs, JSON.stringify(pairs))) as [
      [string, number, string?][],
      [string, number, string][],
    ];
    return {
      lost: lost.map(([taskId, number, stop]) => ({ taskId, number, ...(stop && { stop: readStop(stop) }) })),
      stopping: stopping.map(([taskId, number, stop]) => ({ taskId, number, stop: readStop(stop) })),
    };
  }

  /**
   * Whether silence of a worker means something: not when nobody swept for a while. Then Redis was away for everybody,
   * and the workers get a lease to say that they are alive.
   */
  async canJudgeSilence(): Promise<boolean> {
    return (await this.#run('judgeSilence', this.#keys.sweep, this.leaseMs)) === 1;
  }

  /** Finds attempts whose workers went silent, the longest silent first. */
  async lost(limit: number): Promise<readonly LostAttempt[]> {
    const flat = (await this.#run('lost', this.#keys.leases, limit)) as (string | number)[];
    const attempts: LostAttempt[] = [];
    for (let i = 0; i < flat.length; i += 4) {
      const [taskId, number, retryCount, head] = flat.slice(i, i + 4) as [string, number, number, string];
      attempts.push({ taskId, number, retryCount, type: headOrNull(head)?.type ?? '' });
    }
    return attempts;
  }

  /**
   * Takes tasks from workers that are still silent: each waits for its backoff where a retry is left, else it has failed.
   *
   * @returns how many
   */
  async recover(attempts: readonly (HeldAttempt & { readonly delayMs: number })[]): Promise<number> {
    const lost = JSON.stringify(attempts.map(({ taskId, number, delayMs }) => [taskId, number, delayMs]));
    const fingerprint = errorFingerprint(LOST, 'WORKER_LOST');
    const terms = errorTerms(LOST, fingerprint);
    return (await this.#run('recover', this.#keys.leases, LOST, fingerprint, terms, lost)) as number;
  }

  /** Puts the tickets of pending tasks whose time has come in their lanes. @returns how many were due */
  async issueDueTickets(limit: number): Promise<number> {
    return (await this.#run('issueDueTickets', this.#keys.due, limit)) as number;
  }

  /** Puts a task back where it waits, whose ticket this worker took and has no slot for. */
  async giveBack({ taskId, number }: Ticket): Promise<void> {
    await this.#retryWhileRefused(() => this.#run('giveBack', this.#keys.record(taskId), taskId, number));
  }

  /**
   * Gives free slots to those who wait, where nothing that happened did so.
   *
   * @param mostGates - how many limits and pauses are looked at
   */
  async lookAfterWaiting(mostGates: number): Promise<WaitingLook> {
    const answer = await this.#run('lookAfter', this.#keys.gates, mostGates);
    const [isMore, ...slots] = answer as [number, ...(string | null)[]]; // its header says so
    return { isMore: isMore === 1, slots: slots.map((of) => (of === null ? null : Number(of))) };
  }

  /**
   * Looks through some pending tasks for a ticket that got lost in a worker, and puts a new one in its lane.
   *
   * @returns where to go on; 0 after the newest task
   */
  async replaceMissingTickets(aboveNumber: number, limit: number): Promise<number> {
    return (await this.#run('missingTickets', this.#keys.meta, aboveNumber, limit)) as number;
  }

  /** A change of an attempt's task, fenced by its number: whether it was made. */
  async #report(
    name: ScriptName | (() => ScriptName),
    { taskId, number }: HeldAttempt,
    ...args: (string | number)[]
  ): Promise<boolean> {
    const key = this.#keys.record(taskId);
    const nameNow = typeof name === 'function' ? name : () => name;
    return (await this.#retryWhileRefused(() => this.#run(nameNow(), key, taskId, number, ...args))) === 'ok';
  }

  async #retryWhileRefused(call: () => Promise<unknown>): Promise<unknown> {
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await call();
      } catch (error) {
        if (!isRefusal(error)) {
          throw error;
        }
        await elapsed(pauseMs);
      }
    }
  }
}

function readStop(json: string): StoredStop {
  return JSON.parse(json) as StoredStop; // the script that asks for a stop wrote it
}

/** What is said of a task that somebody else wrote over. */
const UNREADABLE = 'The record of the task cannot be read';

/** `null` where somebody else wrote it. */
function headOrNull(json: string): TaskHead | null {
  try {
    const head = JSON.parse(json) as Partial<TaskHead> | null;
    return head?.type && head.createdBy ? (head as TaskHead) : null;
  } catch {
    return null;
  }
}

/** What is said of an attempt whose worker went silent. */
const LOST = 'The worker stopped responding while it ran this task';
