import { HttpErrorResponse, HttpResponse, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import type { ErrorGroup, Overview, OverviewStep, Task, WorkerState } from '@task-queue/contracts';
import { from } from 'rxjs';

const NONE = { p50: null, p95: null, p99: null };

/** A step in which nothing happened. */
export function step(at: string, change: Partial<OverviewStep> = {}): OverviewStep {
  const counts = { created: 0, completed: 0, failed: 0, cancelled: 0, retried: 0 };
  return { at, ...counts, wait: NONE, run: NONE, waiting: { high: null, normal: null, low: null }, ...change };
}

/** A kind of errors. */
export function errorGroup(change: Partial<ErrorGroup> = {}): ErrorGroup {
  return {
    fingerprint: '1f0c2a9b7d3e4f58',
    count: 42,
    stillFailed: 7,
    firstAt: new Date(Date.now() - 3 * 86_400_000).toISOString(),
    lastAt: new Date(Date.now() - 60_000).toISOString(),
    trend: Array.from({ length: 24 }, (_, i) => i % 5),
    sample: {
      taskId: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24',
      type: 'tasks.export',
      message: '磁盘已满',
      code: 'HANDLER_ERROR',
    },
    state: 'open',
    ...change,
  };
}

/** As much of the REST API as the overview and the page of errors need, in the page's own process. */
export class FakeOverview {
  overview: Overview = { steps: [], wait: NONE, run: NONE, slowest: [], lanes: [], gaps: [] };
  errors: ErrorGroup[] = [];
  workers: WorkerState[] = [];
  /** The task that retries a kind of errors. */
  task: Task | null = null;
  /** What was asked for, e.g. `GET /api/overview?window=1h`. */
  readonly requests: string[] = [];
  /** What every call is refused with. */
  refusal: { readonly status: number; readonly error?: object } | null = null;

  readonly interceptor: HttpInterceptorFn = (request) => from(this.#answer(request));

  // Asynchronous, as a network is.
  async #answer({ method, url, urlWithParams, body }: HttpRequest<unknown>): Promise<HttpResponse<unknown>> {
    await Promise.resolve();
    this.requests.push([method, urlWithParams, ...(body ? [JSON.stringify(body)] : [])].join(' '));
    if (this.refusal !== null) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is what HttpClient throws
      throw new HttpErrorResponse(this.refusal);
    }
    return new HttpResponse({ status: 200, body: this.#answerTo(method, url.replace(/\?.*/, ''), url, body) });
  }

  #answerTo(method: string, path: string, url: string, body: unknown): unknown {
    if (method === 'PATCH') {
      this.errors = this.errors.map((error) =>
        path.endsWith(error.fingerprint) ? { ...error, ...(body as object) } : error,
      );
      return this.errors.find(({ fingerprint }) => path.endsWith(fingerprint));
    }
    switch (path) {
      case '/api/overview':
        return this.overview;
      case '/api/errors': {
        const asked = new URLSearchParams(url.replace(/.*\?/, ''));
        const [state, page, pageSize] = [asked.get('state'), Number(asked.get('page') ?? 1), 20];
        const all = this.errors.filter((error) => state === null || error.state === state);
        return { items: all.slice((page - 1) * pageSize, page * pageSize), total: all.length, page, pageSize };
      }
      case '/api/workers':
        return { items: this.workers };
      case '/api/tasks/types':
        return [];
      case '/api/tasks/clock':
        return { now: new Date().toISOString() };
      default:
        return this.task;
    }
  }
}
