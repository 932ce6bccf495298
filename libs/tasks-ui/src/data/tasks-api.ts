import { inject, Injectable } from '@angular/core';
import {
  isTaskId,
  type ArtifactLink,
  type BulkAction,
  type BulkOutcome,
  type CreateTaskRequest,
  type StopTaskRequest,
  type Task,
  type TaskFilter,
  type TaskPage,
  type TaskStats,
  type TaskType,
  type TaskWaiting,
  type UserAccount,
} from '@task-queue/contracts';
import { ProblemError } from '@task-queue/ui/problem';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { ApiCalls } from './api-calls';
import { toApiParams, type ListQuery } from './list-query';
import { ServerClock } from './server-clock';

/** What came of a create. */
export interface Created {
  readonly task: Task;
  /** Whether it was there before: there was to be one of its kind, and nothing was created. */
  readonly existed: boolean;
}

/** The REST API, in the person's language and name. Every method throws {@link ProblemError} alone. */
@Injectable({ providedIn: 'root' })
export class TasksApi {
  readonly #calls = inject(ApiCalls);
  readonly #clock = inject(ServerClock);
  readonly #options = inject(TASKS_UI_OPTIONS);

  /** A page of tasks, once it is known how old they are: a span that ends now needs the server's now, and ages do. */
  async list(query: ListQuery): Promise<TaskPage> {
    const known = this.#clock.known();
    if (query.within !== null) {
      await known;
    }
    const [page] = await Promise.all([
      this.#calls.json<TaskPage>('GET', `/tasks?${toApiParams(query, this.#clock.nowMs())}`),
      known,
    ]);
    return page;
  }

  stats(): Promise<TaskStats> {
    return this.#calls.json('GET', '/tasks/stats');
  }

  types(): Promise<readonly TaskType[]> {
    return this.#calls.json('GET', '/tasks/types');
  }

  /** The id may come from the address: a text that is none is an unknown task, and not the name of another call. */
  async get(id: string): Promise<Task> {
    if (!isTaskId(id)) {
      throw new ProblemError('', 'TASK_NOT_FOUND');
    }
    return this.#calls.json('GET', `/tasks/${encodeURIComponent(id)}`);
  }

  /** Why a task waits. */
  waiting(id: string): Promise<TaskWaiting> {
    return this.#calls.json('GET', `/tasks/${encodeURIComponent(id)}/waiting`);
  }

  async create(request: CreateTaskRequest, idempotencyKey: string): Promise<Created> {
    const { body, headers } = await this.#calls.answer<Task>('POST', '/tasks', request, {
      'Idempotency-Key': idempotencyKey,
    });
    return { task: body!, existed: headers.get('Task-Deduplicated') === 'true' };
  }

  cancel(id: string): Promise<Task> {
    return this.#calls.json('POST', `/tasks/${encodeURIComponent(id)}/cancel`);
  }

  stop(id: string, request: StopTaskRequest): Promise<Task> {
    return this.#calls.json('POST', `/tasks/${encodeURIComponent(id)}/stop`, request);
  }

  retry(id: string): Promise<Task> {
    return this.#calls.json('POST', `/tasks/${encodeURIComponent(id)}/retry`);
  }

  remove(id: string): Promise<void> {
    return this.#calls.json('DELETE', `/tasks/${encodeURIComponent(id)}`);
  }

  /** Does one thing with up to 100 tasks. */
  bulk(action: BulkAction, ids: readonly string[]): Promise<readonly BulkOutcome[]> {
    return this.#calls.json('POST', '/tasks/bulk', { action, ids });
  }

  /** Starts a task that does one thing with everything that matches now. */
  bulkMatching(action: BulkAction, filter: TaskFilter): Promise<Task> {
    return this.#calls.json('POST', '/tasks/bulk', { action, filter });
  }

  /** Everybody with an account, for administrators; an application with accounts of its own may not have this call. */
  users(): Promise<readonly UserAccount[]> {
    return this.#calls.json('GET', '/users');
  }

  /** An address that the browser by itself downloads a task's file by; to be used at once. */
  async artifactUrl(id: string): Promise<string> {
    const path = `/tasks/${encodeURIComponent(id)}/artifact`;
    const { url } = await this.#calls.json<ArtifactLink>('POST', `${path}/link`);
    // The server may know itself by another path than ours, behind a proxy.
    return `${this.#options.baseUrl}${path}/download${url.slice(url.indexOf('?'))}`;
  }
}
