import { HttpErrorResponse, HttpResponse, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import {
  TASK_STATUSES,
  type BulkOutcome,
  type CreateViewRequest,
  type StorageRoom,
  type Task,
  type TaskStats,
  type TaskSummary,
  type TaskType,
  type TaskView,
  type UserAccount,
} from '@task-queue/contracts';
import { from } from 'rxjs';
import { summary } from './summary';

/** As much of the REST API as the list needs, in the page's own process: tests put an interceptor where the network is. */
export class FakeServer {
  /** What there is, newest first. */
  tasks: TaskSummary[] = [];
  /** How full the storage is, as administrators are told. */
  storage: StorageRoom | undefined;
  /** What was asked for, e.g. `GET /api/tasks?page=1`. */
  readonly requests: string[] = [];
  /** What was sent along, oldest first. */
  readonly bodies: unknown[] = [];
  types: readonly TaskType[] = [];
  /** Who has an account. */
  users: readonly UserAccount[] = [];
  /** What people have kept. */
  views: readonly TaskView[] = [];
  /** What schedules are called, by their ids. */
  scheduleNames: Readonly<Record<string, string>> = {};
  /** Whether it cannot be reached. */
  isDown = false;
  /** How much later it is for the server than for the browser, in milliseconds. */
  aheadMs = 0;
  /** Answers of the list wait for this. */
  gate: Promise<unknown> = Promise.resolve();
  /** What bulk calls on named tasks answer. */
  outcomes: readonly BulkOutcome[] = [];
  /** What bulk calls on everything that matches begin. */
  bulkTask: Task | null = null;

  /** The id of a task that was there, and is no more. */
  deletedId: string | undefined;

  readonly interceptor: HttpInterceptorFn = (request) => from(this.#answer(request));

  /** The queries the list was asked for, oldest first. */
  get listQueries(): URLSearchParams[] {
    return this.requests
      .filter((request) => request.startsWith('GET /api/tasks?'))
      .map((request) => new URLSearchParams(request.slice('GET /api/tasks?'.length)));
  }

  async #answer({ method, url, urlWithParams, body }: HttpRequest<unknown>): Promise<HttpResponse<unknown>> {
    this.requests.push(`${method} ${urlWithParams}`);
    this.bodies.push(...(body === null ? [] : [body]));
    if (this.isDown) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is what HttpClient throws
      throw new HttpErrorResponse({ status: 0 });
    }
    if (this.deletedId !== undefined && url.endsWith(`/tasks/${this.deletedId}`)) {
      const error = { code: 'TASK_NOT_FOUND', detail: '任务不存在' };
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is what HttpClient throws
      throw new HttpErrorResponse({ status: 404, error });
    }
    return new HttpResponse({ status: 200, body: await this.#answerTo(method, url, body) });
  }

  async #answerTo(method: string, url: string, asked: unknown): Promise<unknown> {
    const path = url.replace(/\?.*/, '');
    if (path.endsWith('/tasks/stats')) {
      return this.#stats();
    }
    if (path.endsWith('/tasks/clock')) {
      return { now: new Date(Date.now() + this.aheadMs).toISOString() };
    }
    if (path.endsWith('/types')) {
      return this.types;
    }
    if (path.includes('/views')) {
      return this.#answerOfViews(method, path.replace(/.*\/views\/?/, ''), asked);
    }
    if (path.endsWith('/users')) {
      return this.users;
    }
    if (path.includes('/schedules/')) {
      return { name: this.scheduleNames[path.replace(/.*\//, '')] };
    }
    if (path.endsWith('/bulk')) {
      return asked !== null && typeof asked === 'object' && 'filter' in asked ? this.bulkTask : this.outcomes;
    }
    if (path.endsWith(`/tasks/${this.bulkTask?.id}`)) {
      return this.bulkTask;
    }
    const query = new URLSearchParams(url.replace(/.*\?/, ''));
    const isWanted = ({ status, createdAt }: TaskSummary): boolean =>
      (query.get('status') ?? status).includes(status) && createdAt < (query.get('createdTo') ?? '9');
    const tasks = this.tasks.filter(isWanted); // as it is now
    await this.gate;
    const pageSize = Number(query.get('pageSize'));
    const before = query.get('before');
    const from = before === null ? (Number(query.get('page')) - 1) * pageSize : this.#placeAfter(tasks, before);
    const items = tasks.slice(from, from + pageSize);
    const [page, totalPages] = [Math.floor(from / pageSize) + 1, Math.ceil(tasks.length / pageSize)];
    return { items, total: tasks.length, page, pageSize, totalPages };
  }

  #answerOfViews(method: string, id: string, asked: unknown): unknown {
    const own = this.views.find((view) => view.id === id);
    const { createdBy, createdAt } = summary({ id: 'v' });
    const none = { filter: {}, sort: '-createdAt', columns: null, shared: false } as const;
    switch (method) {
      case 'POST':
      case 'PATCH': {
        const view = {
          ...(own ?? { id: `v${this.views.length}`, ...none, createdBy, createdAt }),
          ...(asked as CreateViewRequest),
        };
        this.views = [...this.views.filter((one) => one !== own), view];
        return view;
      }
      case 'DELETE':
        this.views = this.views.filter((view) => view !== own);
        return null;
      default:
        return { items: this.views };
    }
  }

  /** Where older ones than a task begin; ids sort by creation, and the newest stands first. */
  #placeAfter(tasks: readonly TaskSummary[], id: string): number {
    const place = tasks.findIndex((task) => task.id < id);
    return place < 0 ? tasks.length : place;
  }

  #stats(): TaskStats {
    const count = (status: string): number => this.tasks.filter((task) => task.status === status).length;
    const byStatus = Object.fromEntries(TASK_STATUSES.map((status) => [status, count(status)]));
    return {
      total: this.tasks.length,
      byStatus: byStatus as TaskStats['byStatus'],
      byType: {},
      ...(this.storage && { storage: this.storage }),
    };
  }
}
