import { HttpClient, HttpHeaders, type HttpResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { ProblemError, toProblem } from './problem';

/** Calls of the REST API, in the person's language and name. They throw {@link ProblemError} alone. */
@Injectable({ providedIn: 'root' })
export class ApiCalls {
  readonly #http = inject(HttpClient);
  readonly #options = inject(TASKS_UI_OPTIONS);
  readonly #transloco = inject(TranslocoService);

  /** What a call answers; `undefined` where it answers without a body. */
  json<Result>(method: string, path: string, body?: unknown, extra: Record<string, string> = {}): Promise<Result> {
    return this.#call(async (headers) => {
      const response: HttpResponse<Result> = await firstValueFrom(
        this.#http.request<Result>(method, this.#options.baseUrl + path, {
          body,
          headers: Object.entries(extra).reduce((all, [name, value]) => all.set(name, value), headers),
          observe: 'response',
          responseType: 'json',
        }),
      );
      return response.body as Result; // only DELETE answers without a body
    });
  }

  async #call<Result>(send: (headers: HttpHeaders) => Promise<Result>): Promise<Result> {
    try {
      const token = await this.#options.token();
      if (token === null) {
        throw new ProblemError('', 'UNAUTHORIZED');
      }
      return await send(
        new HttpHeaders({ Authorization: `Bearer ${token}`, 'Accept-Language': this.#transloco.getActiveLang() }),
      );
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'UNAUTHORIZED') {
        this.#options.onUnauthorized?.();
      }
      throw problem;
    }
  }
}
