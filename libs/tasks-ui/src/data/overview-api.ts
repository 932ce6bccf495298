import { inject, Injectable } from '@angular/core';
import type {
  ErrorGroup,
  ErrorPage,
  ErrorQuery,
  ErrorState,
  Overview,
  Task,
  WorkerStates,
} from '@task-queue/contracts';
import { ApiCalls } from './api-calls';
import type { OverviewPlace } from './overview-place';

/** How tasks do and what goes wrong, over REST. Every method throws `ProblemError` alone. */
@Injectable({ providedIn: 'root' })
export class OverviewApi {
  readonly #calls = inject(ApiCalls);

  overview({ window, type }: OverviewPlace): Promise<Overview> {
    return this.#calls.json('GET', `/overview?${query({ window, type })}`);
  }

  /** For who may `workers:read`. */
  workers(): Promise<WorkerStates> {
    return this.#calls.json('GET', '/workers');
  }

  errors({ state, sort, page, pageSize }: ErrorQuery): Promise<ErrorPage> {
    return this.#calls.json('GET', `/errors?${query({ state, sort, page, pageSize })}`);
  }

  /** Says something of a kind of errors; for who may `errors:control`. */
  say(fingerprint: string, state: ErrorState): Promise<ErrorGroup> {
    return this.#calls.json('PATCH', `/errors/${encodeURIComponent(fingerprint)}`, { state });
  }

  /** Starts a task that retries every task which is failed by a kind of errors. */
  retry(fingerprint: string): Promise<Task> {
    return this.#calls.json('POST', `/errors/${encodeURIComponent(fingerprint)}/retry`);
  }
}

/** What is not said is left out. */
function query(said: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(said).filter(([, value]) => value !== undefined && value !== '');
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
