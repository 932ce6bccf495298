import type { Redis } from 'ioredis';
import type { TaskFailure } from '@task-queue/contracts';
import type { Clock } from '../domain/clock.js';
import { TaskKeys } from '../record/keys.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';
import { filedError, formerHeadTerms, headTerms, type SearchedHead } from './task-terms.js';

/** The version of the rule by which texts are cut into terms. Another rule is another number. */
const TERMS_VERSION = 2;

/** A task as the script reads it; what is not there is `''`. */
type FiledTask = [id: string, number: number, head: string, error: string, errorTerms: string];

/**
 * Files tasks of an earlier version by the terms that are searched now, some at a time. How far that went stands in Redis,
 * so that whoever asks next goes on from there.
 */
export class TermFiling {
  readonly #keys: TaskKeys;
  readonly #run: RunScript;

  constructor(redis: Redis, clock: Clock, prefix: string) {
    this.#keys = new TaskKeys(prefix);
    this.#run = scriptRunner(redis, clock, prefix);
  }

  /**
   * Files the next tasks. Those that are created, fail or go meanwhile are not disturbed.
   *
   * @param limit - some dozens, for Redis does nothing else meanwhile
   * @returns whether there may be more
   */
  async fileNext(limit: number): Promise<boolean> {
    const found = await this.#run('toRefile', this.#keys.meta, TERMS_VERSION, limit);
    if (found === 'done') {
      return false;
    }
    const [above, ...tasks] = found as [number, ...FiledTask[]];
    const isLast = tasks.length < limit;
    const upTo = isLast ? 'done' : tasks.at(-1)![1];
    await this.#run('refile', this.#keys.meta, TERMS_VERSION, above, upTo, JSON.stringify(tasks.flatMap(termsOf)));
    return !isLast;
  }
}

/** As the script takes them; nothing of what somebody else wrote over. */
function termsOf([id, , h, e, q]: FiledTask): readonly (readonly string[])[] {
  const head = parsed<SearchedHead>(h);
  if (typeof head?.title !== 'string' || typeof head.type !== 'string') {
    return [];
  }
  const failure = parsed<Partial<TaskFailure>>(e);
  const error = typeof failure?.message === 'string' ? filedError(failure as TaskFailure).terms : q;
  return [[id, JSON.stringify(formerHeadTerms(head)), JSON.stringify(headTerms(head)), q, error]];
}

function parsed<Value>(json: string): Value | null {
  try {
    return JSON.parse(json) as Value | null;
  } catch {
    return null;
  }
}
