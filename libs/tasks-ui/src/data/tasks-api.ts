import { HttpClient, HttpHeaders, type HttpResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { CreateTaskRequest, Task, TaskPage, TaskStats, TaskType } from '@task-queue/contracts';
import { firstValueFrom } from 'rxjs';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { toQueryParams, type ListQuery } from './list-query';
import { ProblemError, toProblem } from './problem';

/** The REST API, in the person's language and name. Every method throws {@link ProblemError} alone. */
@Injectable({ providedIn: 'root' })
export class TasksApi {
  readonly #http = inject(HttpClient);
  readonly #options = inject(TASKS_UI_OPTIONS);
  readonly #transloco = inject(TranslocoService);

  list(query: ListQuery): Promise<TaskPage> {
    const params = new URLSearchParams({ ...toQueryParams(query), page: String(query.page) });
    params.set('pageSize', String(query.pageSize));
    return this.#json('GET', `/tasks?${params}`);
  }

  stats(): Promise<TaskStats> {
    return this.#json('GET', '/tasks/stats');
  }

  types(): Promise<readonly TaskType[]> {
    return this.#json('GET', '/tasks/types');
  }

  get(id: string): Promise<Task> {
    return this.#json('GET', `/tasks/${encodeURIComponent(id)}`);
  }

  create(request: CreateTaskRequest, idempotencyKey: string): Promise<Task> {
    return this.#json('POST', '/tasks', request, { 'Idempotency-Key': idempotencyKey });
  }

  cancel(id: string): Promise<Task> {
    return this.#json('POST', `/tasks/${encodeURIComponent(id)}/cancel`);
  }

  retry(id: string): Promise<Task> {
    return this.#json('POST', `/tasks/${encodeURIComponent(id)}/retry`);
  }

  remove(id: string): Promise<void> {
    return this.#json('DELETE', `/tasks/${encodeURIComponent(id)}`);
  }

  /** The file a task produced. */
  artifact(id: string): Promise<Blob> {
    return this.#call(async (headers) =>
      firstValueFrom(
        this.#http.get(`${this.#options.baseUrl}/tasks/${encodeURIComponent(id)}/artifact`, {
          headers,
          responseType: 'blob',
        }),
      ),
    );
  }

  #json<Result>(method: string, path: string, body?: unknown, extra: Record<string, string> = {}): Promise<Result> {
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
