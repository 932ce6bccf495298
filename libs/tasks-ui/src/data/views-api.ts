import { inject, Injectable } from '@angular/core';
import type { ChangeViewRequest, CreateViewRequest, TaskView, TaskViews } from '@task-queue/contracts';
import { ApiCalls } from './api-calls';

/** Views over REST. Every method throws `ProblemError` alone. */
@Injectable({ providedIn: 'root' })
export class ViewsApi {
  readonly #calls = inject(ApiCalls);

  /** One's own, and those that others share, by name. */
  async list(): Promise<readonly TaskView[]> {
    return (await this.#calls.json<TaskViews>('GET', '/views')).items;
  }

  create(view: CreateViewRequest): Promise<TaskView> {
    return this.#calls.json('POST', '/views', view);
  }

  change(id: string, change: ChangeViewRequest): Promise<TaskView> {
    return this.#calls.json('PATCH', `/views/${encodeURIComponent(id)}`, change);
  }

  remove(id: string): Promise<void> {
    return this.#calls.json('DELETE', `/views/${encodeURIComponent(id)}`);
  }
}
