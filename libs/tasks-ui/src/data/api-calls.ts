import { HttpClient, type HttpResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { ProblemError, toProblem } from '@task-queue/ui/problem';
import { firstValueFrom, timeout } from 'rxjs';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';

/**
 * How long the answer to a reading may take, in milliseconds: a line that is dead without knowing it would hold up whatever
 * reads one at a time, while the feed goes on. What changes something is waited for: nobody knows what became of it.
 */
const READ_TIMEOUT_MS = 30_000;

/** Calls of the REST API, in the person's language and name. They throw {@link ProblemError} alone. */
@Injectable({ providedIn: 'root' })
export class ApiCalls {
  readonly #http = inject(HttpClient);
  readonly #options = inject(TASKS_UI_OPTIONS);
  readonly #transloco = inject(TranslocoService);

  /** What a call answers; `null` where it answers without a body, as DELETE alone does. */
  async json<Result>(
    method: string,
    path: string,
    body?: unknown,
    extra: Readonly<Record<string, string>> = {},
  ): Promise<Result> {
    return (await this.answer<Result>(method, path, body, extra)).body as Result;
  }

  /** The answer to a call with its headers. */
  async answer<Result>(
    method: string,
    path: string,
    body?: unknown,
    extra: Readonly<Record<string, string>> = {},
  ): Promise<HttpResponse<Result>> {
    try {
      const token = await this.#options.token();
      if (token === null) {
        throw new ProblemError('', 'UNAUTHORIZED');
      }
      const headers = {
        Authorization: `Bearer ${token}`,
        'Accept-Language': this.#transloco.getActiveLang(),
        ...extra,
      };
      const answered = this.#http.request<Result>(method, this.#options.baseUrl + path, {
        body,
        headers,
        responseType: 'json',
        observe: 'response',
      });
      return await firstValueFrom(method === 'GET' ? answered.pipe(timeout(READ_TIMEOUT_MS)) : answered);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'UNAUTHORIZED') {
        this.#options.onUnauthorized?.();
      }
      throw problem;
    }
  }
}
