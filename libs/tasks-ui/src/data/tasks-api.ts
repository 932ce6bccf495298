import { HttpClient, HttpHeaders, type HttpResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type {
  ArtifactLink,
  BulkAction,
  BulkOutcome,
  CreateTaskRequest,
  Task,
  TaskFilter,
  TaskPage,
  TaskStats,
  TaskType,
  UserAccount,
} from '@task-queue/contracts';
import { firstValueFrom } from 'rxjs';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { isTaskId, toApiParams, type ListQuery } from './list-query';
import { ProblemError, toProblem } from './problem';

/** The REST API, in the person's language and name. Every method throws {@link ProblemError} alone. */
@Injectable({ providedIn: 'root' })
export class TasksApi {
  readonly #http = inject(HttpClient);
  readonly #options = inject(TASKS_UI_OPTIONS);
  readonly #transloco = inject(TranslocoService);

  list(query: ListQuery): Promise<TaskPage> {
    const params = toApiParams(query, Date.now());
    return this.#json('GET', `/tasks?${params}`);
  }

  stats(): Promise<TaskStats> {
    return this.#json('GET', '/tasks/stats');
  }

  types(): Promise<readonly TaskType[]> {
    return this.#json('GET', '/tasks/types');
  }

  /** The id may come from the address: a text that is none is an unknown task, and not the name of another call. */
  async get(id: string): Promise<Task> {
    if (!isTaskId(id)) {
      throw new ProblemError('', 'TASK_NOT_FOUND');
    }
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

  /** Does one thing with up to 100 tasks. */
  bulk(action: BulkAction, ids: readonly string[]): Promise<readonly BulkOutcome[]> {
    return this.#json('POST', '/tasks/bulk', { action, ids });
  }

  /** Starts a task that does one thing with everything that matches now. */
  bulkMatching(action: BulkAction, filter: TaskFilter): Promise<Task> {
    return this.#json('POST', '/tasks/bulk', { action, filter });
  }

  /** Everybody with an account, for administrators; an application with accounts of its own may not have this call. */
  users(): Promise<readonly UserAccount[]> {
    return this.#json('GET', '/users');
  }

  /** An address that the browser by itself downloads a task's file by; to be used at once. */
  async artifactUrl(id: string): Promise<string> {
    const path = `/tasks/${encodeURIComponent(id)}/artifact`;
    const { url } = await this.#json<ArtifactLink>('POST', `${path}/link`);
    // The server may know itself by another path than ours, behind a proxy.
    return `${this.#options.baseUrl}${path}/download${url.slice(url.indexOf('?'))}`;
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
