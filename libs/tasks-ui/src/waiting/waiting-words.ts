import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import {
  isolated,
  type LimitKey,
  type TaskWaiting,
  type TimeRange,
  type TypeLimit,
  type WaitingCode,
  type WaitingReason,
} from '@task-queue/contracts';
import { dueTime } from '@task-queue/ui/formats';
import { ServerClock } from '../data/server-clock';
import { TaskTypes } from '../data/task-types';
import { LimitWords } from './limit-words';

/** More than so many that are before a task are rounded by the server. */
const MAX_EXACT = 100;

const MINUTE_MS = 60_000;

/** What is known to end by itself. */
const ENDING: readonly WaitingCode[] = ['SCHEDULED', 'BACKOFF', 'PAUSED', 'RATE'];

/** Why a task waits, in the page's language. */
@Injectable({ providedIn: 'root' })
export class WaitingWords {
  readonly #transloco = inject(TranslocoService);
  readonly #clock = inject(ServerClock);
  readonly #types = inject(TaskTypes);
  readonly #limits = inject(LimitWords);

  /** One line: every reason, how many are before it, and what somebody can do. `''` where it does not wait. */
  of({ reasons, ahead, eta }: TaskWaiting, type: string): string {
    const why = reasons.map((reason) => this.#reason(reason, type));
    if (ahead > 0) {
      why.push(this.#ahead(ahead));
    }
    if (eta !== null) {
      why.push(this.#range('eta', eta));
    }
    const waysOut = new Set(reasons.flatMap(({ wayOut }) => wayOut ?? []));
    return [why.join(this.#say('and')), ...waysOut].join(this.#say('then'));
  }

  /** The same where there is always something to say; `null`: it could not be asked. */
  told(answer: TaskWaiting | null, type: string): string {
    return answer === null
      ? this.#say('unknown')
      : this.of(answer, type) || this.#transloco.translate('tasks.task.wait.turn');
  }

  /** When a running task is likely to end; `''` where nobody can say. */
  ofEnd({ eta }: TaskWaiting): string {
    return eta === null ? '' : this.#range('ends', eta);
  }

  #range(what: 'eta' | 'ends', { from, to }: TimeRange): string {
    const [nowMs, language] = [this.#clock.nowMs(), this.#transloco.getActiveLang()];
    return Date.parse(to) - nowMs < MINUTE_MS
      ? this.#say(`${what}.soon`)
      : this.#say(`${what}.range`, { from: dueTime(from, nowMs, language), to: dueTime(to, nowMs, language) });
  }

  #reason({ code, until, params = {} }: WaitingReason, type: string): string {
    const what = this.#what(code, params, type);
    const why =
      params['reason'] === undefined ? what : this.#say('because', { what, why: isolated(String(params['reason'])) });
    if (until === undefined || !ENDING.includes(code)) {
      return why;
    }
    const time = dueTime(until, this.#clock.nowMs(), this.#transloco.getActiveLang());
    return this.#say('until', { why, end: this.#say(`end.${code}`, { time }) });
  }

  #what(code: WaitingCode, params: NonNullable<WaitingReason['params']>, type: string): string {
    switch (code) {
      case 'PAUSED':
        return params['lane'] === undefined ? this.#say('paused.type') : this.#say(`paused.${params['lane']}`);
      case 'LIMIT':
      case 'RATE': {
        const known = this.#types.all().find((one) => one.type === type);
        return this.#say('limited', { limit: this.#limits.of(limitOf(params), known).join(this.#say('and')) });
      }
      case 'SCHEDULED':
      case 'BACKOFF':
      case 'NO_WORKER':
      case 'FAIR_SHARE':
      case 'QUEUED':
        return this.#say(`code.${code}`);
    }
  }

  #ahead(count: number): string {
    const language = this.#transloco.getActiveLang();
    const key = count > MAX_EXACT ? 'about' : new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
    return this.#say(`ahead.${key}`, { count: new Intl.NumberFormat(language).format(count) });
  }

  #say(key: string, values?: Readonly<Record<string, string>>): string {
    return this.#transloco.translate(`tasks.waiting.${key}`, values);
  }
}

/** The limit that a reason names. */
function limitOf(params: NonNullable<WaitingReason['params']>): TypeLimit {
  const { key, concurrency, count, perMs } = params;
  return {
    key: key as LimitKey, // as the contract says of these codes
    ...(concurrency === undefined ? {} : { concurrency: Number(concurrency) }),
    ...(count === undefined ? {} : { rate: { count: Number(count), perMs: Number(perMs) } }),
  };
}
