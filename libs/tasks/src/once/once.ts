import { createHash } from 'node:crypto';
import type { CreateTaskRequest, LocalizedText, TaskDebounce, TaskUnique } from '@task-queue/contracts';
import { ValidationError, type FieldProblem } from '@task-queue/problems';
import { canonicalJson } from '../domain/canonical-json.js';

/** A lock that a create asks for, as `once/locks.lua` has it. */
export interface WantedLock {
  readonly lock: string;
  readonly scope: 'pending' | 'unfinished' | 'debounce';
  readonly forMs?: number;
  /** Whether the create is refused where another task has the lock. */
  readonly refuses?: boolean;
  readonly delayMs?: number;
  readonly maxDelayMs?: number;
  /** Whether a debounced task gets the params of a later create. */
  readonly takesParams?: boolean;
}

/** What tells tasks apart. */
export interface OnceSubject {
  readonly type: string;
  /** As they were validated, defaults included. */
  readonly params: unknown;
  readonly owner: string;
}

/**
 * The lock that a create asks for, or that its type has by default; `null` for none.
 *
 * @throws ValidationError for what excludes each other
 */
export function wantedLock(
  { unique, debounce, runAt }: CreateTaskRequest,
  uniqueOfType: TaskUnique | null,
  subject: OnceSubject,
): WantedLock | null {
  if (debounce !== undefined) {
    requireAlone(debounce, { unique, runAt });
    return debounceLock(debounce, subject);
  }
  const wanted = unique ?? uniqueOfType;
  return wanted === null ? null : uniqueLock(wanted, subject);
}

function requireAlone(
  { delayMs, maxDelayMs }: TaskDebounce,
  others: Readonly<Partial<Record<'unique' | 'runAt', unknown>>>,
): void {
  const problems: FieldProblem[] = (['unique', 'runAt'] as const)
    .filter((field) => others[field] !== undefined)
    .map((field) => ({ field, message: NOT_WITH_DEBOUNCE }));
  if (maxDelayMs < delayMs) {
    problems.push({ field: 'debounce.maxDelayMs', message: TOO_SHORT });
  }
  if (problems.length > 0) {
    throw new ValidationError(problems);
  }
}

const NOT_WITH_DEBOUNCE: LocalizedText = {
  zh: '不能与 debounce 同时给出',
  en: 'cannot be given together with debounce',
};
const TOO_SHORT: LocalizedText = { zh: '不能小于 delayMs', en: 'must be at least delayMs' };

/** The lock of a unique task. */
function uniqueLock(unique: TaskUnique, { type, params, owner }: OnceSubject): WantedLock {
  const { key, by = key === undefined ? ['type', 'params'] : ['type'], forMs, onConflict } = unique;
  const parts = {
    owner,
    ...(by.includes('type') ? { type } : {}),
    ...(by.includes('params') ? { params } : {}),
    ...(key === undefined ? {} : { key }),
  };
  return {
    lock: nameOf('unique', parts),
    scope: unique.while ?? 'unfinished',
    ...(forMs === undefined ? {} : { forMs }),
    ...(onConflict === 'reject' ? { refuses: true } : {}),
  };
}

/** The lock of a debounced task. */
function debounceLock(debounce: TaskDebounce, { type, owner }: OnceSubject): WantedLock {
  const { key, delayMs, maxDelayMs, params = 'last' } = debounce;
  return {
    lock: nameOf('debounce', { owner, type, ...(key === undefined ? {} : { key }) }),
    scope: 'debounce',
    delayMs,
    maxDelayMs,
    takesParams: params === 'last',
  };
}

/** Parts are named, so that no two that differ can have one name. */
function nameOf(kind: 'unique' | 'debounce', parts: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(canonicalJson([kind, parts]))
    .digest('base64url');
}
