import type {
  AttemptOutcome,
  CancelCause,
  IsoInstant,
  Locale,
  Task,
  TaskArtifact,
  TaskAttempt,
  TaskDeadline,
  TaskEvent,
  TaskFailure,
  TaskLogLine,
  TaskPriority,
  TaskCreator,
  TaskStatus,
  TaskStop,
  TaskSummary,
} from '@task-queue/contracts';
import { errorFingerprint } from '../domain/error-fingerprint.js';
import type { TaskIdentity } from '../domain/identity.js';
import { deadlineState } from '../in-time/deadline.js';
import type { WantedLock } from '../once/once.js';

/** What of a record never changes: its `h` field. */
export interface TaskHead {
  readonly type: string;
  readonly title: string;
  readonly priority: TaskPriority;
  readonly createdBy: TaskIdentity;
  readonly timeoutMs: number;
  readonly locale: Locale;
  readonly requestId: string;
  /** So long after its creation it has to have begun, in milliseconds. */
  readonly startWithinMs?: number;
  readonly deadlineAtMs?: number;
  /** The schedule it is of. */
  readonly scheduleId?: string;
  /** W3C: what the traces of its attempts go on from, where its creation was traced. */
  readonly traceparent?: string;
  /** W3C: what belongs to that. */
  readonly tracestate?: string;
}

/** What of a record the scripts change: its `s` field. Times are epoch milliseconds. */
export interface TaskState {
  readonly status: TaskStatus;
  readonly version: number;
  /** The task's place in the order of creation, from 1. */
  readonly number: number;
  /** Its creator's id, for the counts. */
  readonly owner: string;
  readonly ticket: number;
  readonly attempt: number;
  readonly retryCount: number;
  readonly maxRetries: number;
  readonly progress: number;
  readonly progressText?: string;
  readonly resultSummary?: string;
  readonly runAt?: number;
  /** Who holds a pending task: it gets no ticket, and does not begin, until it is released. */
  readonly held?: string;
  /** The gate a pending task waits at; `waiting/gates.lua`. */
  readonly gate?: string;
  /** The gate from which it was called to the queue of its lane. */
  readonly called?: string;
  /** The gates it is beyond: with a ticket in its lane, or running. */
  readonly gates?: readonly string[];
  /** When the latest attempt might have begun, where that was not at once. */
  readonly dueAt?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** How many lines the latest attempt has logged. */
  readonly logged?: number;
  readonly logDropped?: number;
  readonly stop?: StoredStop;
  /** Of a cancelled one, where it is not `user`. */
  readonly cancelledBecause?: CancelCause;
  /** Once it has finished: memory of its record and its log. */
  readonly bytes?: number;
  /** The lock it has, or had; `once/locks.lua`. */
  readonly once?: StoredLock;
  /** When it is cancelled where it has not begun. */
  readonly startBy?: number;
  /** When it is at risk of missing its deadline, and whether that was told. */
  readonly riskAt?: number;
  readonly isAtRisk?: boolean;
  /** The schedule whose tick it is for. */
  readonly schedule?: string;
}

/** What keeps others like a task from being created, as its state keeps it. Times are epoch milliseconds. */
export interface StoredLock extends Pick<WantedLock, 'lock' | 'scope' | 'forMs'> {
  readonly untilAt?: number;
  readonly latestAt?: number;
}

/** A stop as the state keeps it, and as its worker is told of it. Times are epoch milliseconds. */
export interface StoredStop {
  readonly by: TaskCreator;
  readonly at: number;
  readonly reason?: string;
  readonly forceAt: number;
  readonly acknowledgedAt?: number;
}

/** The artifact as the record keeps it. */
export interface StoredArtifact extends TaskArtifact {
  /** The attempt that wrote it. */
  readonly attempt: number;
}

/** A task with what only the server needs of it. */
export interface StoredTask<Shape = TaskSummary> {
  readonly task: Shape;
  readonly owner: TaskIdentity;
  readonly number: number;
  readonly artifact: StoredArtifact | null;
  /** When its latest attempt might have begun, in epoch milliseconds, where that was not at once. */
  readonly dueMs: number | null;
}

/** When a task was created: the first 48 bits of its UUIDv7 (RFC 9562, section 5.7), in epoch milliseconds. */
export function createdAtMs(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Is told of a part of a record that is gone or cannot be read, and is left out: somebody else deleted or wrote it. */
export type OnLostPart = (part: string) => void;

/** Said of a failed task whose error is lost. */
const LOST_ERROR = 'What went wrong is not known any more';

/** What a state cannot be without besides its status and owner; `isState` in `record.lua`. */
const NUMBERS = ['number', 'version', 'ticket', 'attempt', 'retryCount', 'maxRetries', 'progress'] as const;

/** What a task cannot be without. */
type TaskCore = { readonly head: TaskHead; readonly state: TaskState };

/** @throws Error where it cannot be read */
export function decodeCore(h: string, s: string): TaskCore {
  return coreOf(JSON.parse(h) as Partial<TaskHead> | null, s);
}

function coreOf(head: Partial<TaskHead> | null, s: string): TaskCore {
  const state = JSON.parse(s) as Partial<TaskState> | null;
  const isState =
    typeof state?.status === 'string' &&
    typeof state.owner === 'string' &&
    NUMBERS.every((name) => typeof state[name] === 'number');
  if (!head?.createdBy?.id || !head.type || !head.priority || !isState) {
    throw new Error('The record was not written by our scripts');
  }
  return { head: head as TaskHead, state: state as TaskState };
}

/** Whether a record has what {@link decodeCore} needs. */
export function isReadable({ h = '', s = '' }: Readonly<Record<string, string>>): boolean {
  try {
    return decodeCore(h, s) !== null;
  } catch {
    return false;
  }
}

/** What decoding needs besides the record. */
export interface Decoding {
  /** As of when: a deadline passes by itself. */
  readonly nowMs: number;
  readonly onLost?: OnLostPart;
}

/**
 * A record's main fields as a list entry. `''` stands for a field that is not there.
 *
 * @throws Error where {@link decodeCore} does
 */
export function decodeSummary(id: string, h: string, s: string, e: string, f: string, decoding: Decoding): StoredTask {
  return summaryOf(id, decodeCore(h, s), e, f, decoding);
}

function summaryOf(
  id: string,
  { head, state }: TaskCore,
  e: string,
  f: string,
  { nowMs, onLost = () => undefined }: Decoding,
): StoredTask {
  const artifact = f === '' ? null : part<StoredArtifact>(f, 'file', onLost, ({ attempt }) => attempt > 0);
  const isFailed = state.status === 'failed';
  const error =
    e === '' && !isFailed
      ? null
      : (withFingerprint(part<TaskFailure>(e, 'error', onLost, ({ message }) => typeof message === 'string')) ??
        (isFailed ? withFingerprint({ message: LOST_ERROR, code: 'HANDLER_ERROR', attempt: state.attempt }) : null));
  const task = {
    id,
    type: head.type,
    title: head.title,
    status: state.status,
    priority: head.priority,
    progress: state.progress,
    progressText: state.progressText ?? null,
    resultSummary: state.resultSummary ?? null,
    error,
    retryCount: state.retryCount,
    maxRetries: state.maxRetries,
    timeoutMs: head.timeoutMs,
    runAt: instantOrNull(state.runAt),
    startWithinMs: head.startWithinMs ?? null,
    deadlineAt: instantOrNull(head.deadlineAtMs),
    deadline: decodeDeadline(head, state, nowMs),
    createdBy: { id: head.createdBy.id, username: head.createdBy.username },
    createdAt: instant(createdAtMs(id)),
    startedAt: instantOrNull(state.startedAt),
    finishedAt: instantOrNull(state.finishedAt),
    artifact: artifact && { name: artifact.name, contentType: artifact.contentType, sizeBytes: artifact.sizeBytes },
    stop: decodeStop(state),
    cancelledBecause: cancelCause(state),
    scheduleId: head.scheduleId ?? null,
    version: state.version,
  } as TaskSummary; // the scripts keep status and error together
  return { task, owner: head.createdBy, number: state.number, artifact, dueMs: state.dueAt ?? null };
}

/** A whole record and its log lines as a task in full. */
export function decodeTask(
  id: string,
  record: Readonly<Record<string, string>>,
  log: Readonly<Record<string, string>>,
  decoding: Decoding,
): StoredTask<Task> {
  return taskOf(id, decodeCore(record['h'] ?? '', record['s'] ?? ''), record, log, decoding);
}

/** A task that was created just now, whose head is known. @param s - its state @param p - its params */
export function decodeCreated(id: string, head: TaskHead, s: string, p: string, decoding: Decoding): StoredTask<Task> {
  return taskOf(id, coreOf(head, s), { p }, {}, decoding);
}

function taskOf(
  id: string,
  core: TaskCore,
  record: Readonly<Record<string, string>>,
  log: Readonly<Record<string, string>>,
  decoding: Decoding,
): StoredTask<Task> {
  const { onLost = () => undefined } = decoding;
  const { e = '', f = '', p = '', r = '' } = record;
  const { state } = core;
  const summary = summaryOf(id, core, e, f, decoding);
  const attempts: TaskAttempt[] = [];
  for (let number = 1; number <= state.attempt; number += 1) {
    const json = record[`a${number}`] ?? '';
    const attempt = part<StoredAttempt>(json, `attempt ${number}`, onLost, ({ startedAt }) => startedAt > 0);
    if (attempt !== null) {
      attempts.push(decodeAttempt(number, attempt));
    }
  }
  const lines = decodeLog(log, onLost);
  if ((state.logged ?? 0) > 0 && lines.length === 0) {
    onLost('log');
  }
  const task: Task = {
    ...summary.task,
    params: part<Record<string, unknown>>(p, 'params', onLost) ?? {},
    result: state.status === 'completed' ? part<unknown>(r, 'result', onLost) : null,
    attempts,
    log: lines,
    logDropped: state.logDropped ?? 0,
  };
  return { ...summary, task };
}

/** Log lines in order, each with how many are missing before it. */
function decodeLog(log: Readonly<Record<string, string>>, onLost: OnLostPart): TaskLogLine[] {
  const lines = Object.entries(log).flatMap(([place, json]) => {
    const [attempt = 0, number = 0] = place.split(':').map(Number);
    const line = part<TaskLogLine>(json, 'log', onLost, ({ line }) => typeof line === 'string');
    return line === null ? [] : [{ attempt, number, line }];
  });
  lines.sort((a, b) => a.attempt - b.attempt || a.number - b.number);
  return lines.map(({ attempt, number, line }, i) => {
    const before = lines[i - 1];
    const missing = before?.attempt === attempt ? number - before.number - 1 : 0;
    return missing > 0 ? { ...line, missingBefore: missing } : line;
  });
}

/** An entry of the event log as the event a socket receives, and its owner's id. Stacks stay behind. */
export function decodeEvent(cursor: string, fields: Readonly<Record<string, string>>): TaskEvent {
  const head = JSON.parse(fields['h']!) as TaskHead;
  const state = JSON.parse(fields['s']!) as TaskState;
  const failure = fields['e'] ? (JSON.parse(fields['e']) as TaskFailure) : null;
  const atMs = Number(fields['at']);
  const deadline = decodeDeadline(head, state, atMs);
  return {
    cursor,
    taskId: fields['i']!,
    type: head.type,
    title: head.title,
    status: state.status,
    priority: head.priority,
    progress: state.progress,
    ...(state.progressText === undefined ? {} : { progressText: state.progressText }),
    retryCount: state.retryCount,
    ...(state.runAt === undefined ? {} : { runAt: instant(state.runAt) }),
    version: state.version,
    at: instant(atMs),
    ...(state.resultSummary === undefined ? {} : { resultSummary: state.resultSummary }),
    ...(failure === null ? {} : { error: withoutStack(failure) }),
    createdBy: { id: head.createdBy.id, username: head.createdBy.username },
    ...(state.stop === undefined ? {} : { stop: decodeStop(state)! }),
    ...(state.status === 'cancelled' ? { cancelledBecause: cancelCause(state)! } : {}),
    ...(deadline === null ? {} : { deadline }),
    ...(head.scheduleId === undefined ? {} : { scheduleId: head.scheduleId }),
  };
}

function decodeStop({ stop }: TaskState): TaskStop | null {
  return stop === undefined
    ? null
    : {
        state: stop.acknowledgedAt === undefined ? 'requested' : 'acknowledged',
        by: { id: stop.by.id, username: stop.by.username },
        at: instant(stop.at),
        reason: stop.reason ?? null,
        forceAt: instant(stop.forceAt),
      };
}

function decodeDeadline({ deadlineAtMs }: TaskHead, state: TaskState, nowMs: number): TaskDeadline | null {
  return deadlineAtMs === undefined ? null : { state: deadlineState(deadlineAtMs, state, nowMs) };
}

function cancelCause({ status, cancelledBecause }: TaskState): CancelCause | null {
  return status === 'cancelled' ? (cancelledBecause ?? 'user') : null;
}

interface StoredAttempt {
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly outcome?: AttemptOutcome;
  readonly error?: TaskFailure;
  readonly worker: string;
  /** When the handler of an abandoned attempt ended after all. */
  readonly handlerEndedAt?: number;
}

function decodeAttempt(number: number, attempt: StoredAttempt): TaskAttempt {
  return {
    number,
    startedAt: instant(attempt.startedAt),
    finishedAt: instantOrNull(attempt.finishedAt),
    outcome: attempt.outcome ?? 'running',
    error: withFingerprint(attempt.error ?? null),
    worker: attempt.worker,
    ...(attempt.outcome === 'abandoned' && attempt.handlerEndedAt === undefined ? { mayStillRun: true } : {}),
  };
}

/** An error with its fingerprint, which earlier versions did not keep. */
function withFingerprint(failure: TaskFailure | null): TaskFailure | null {
  return failure === null || failure.fingerprint !== undefined
    ? failure
    : { ...failure, fingerprint: errorFingerprint(failure.message, failure.code) };
}

/** An error as everybody may see it. */
function withoutStack({ message, code, attempt, fingerprint }: TaskFailure): TaskFailure {
  return { message, code, attempt, fingerprint: fingerprint ?? errorFingerprint(message, code) };
}

/** A part of a record; `null` where it is gone or cannot be read. */
function part<Shape>(
  json: string,
  name: string,
  onLost: OnLostPart,
  isSound: (value: Shape) => boolean = () => true,
): Shape | null {
  try {
    const value = JSON.parse(json) as Shape;
    if (isSound(value)) {
      return value;
    }
  } catch {
    // told below
  }
  onLost(name);
  return null;
}

/** Epoch milliseconds as they are written in JSON. */
export function instant(epochMs: number): IsoInstant {
  return new Date(epochMs).toISOString();
}

function instantOrNull(epochMs: number | undefined): IsoInstant | null {
  return epochMs === undefined ? null : instant(epochMs);
}
