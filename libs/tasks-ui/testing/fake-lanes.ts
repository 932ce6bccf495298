import { HttpErrorResponse, HttpResponse, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import { TASK_PRIORITIES, type LanePeople, type LaneState, type TaskType, type TypeState } from '@task-queue/contracts';
import { from } from 'rxjs';

/** As much of the REST API as the page of lanes needs, in the page's own process. */
export class FakeLanes {
  lanes: LaneState[] = TASK_PRIORITIES.map((lane) => ({
    lane,
    paused: false,
    pause: null,
    slotsPerWorker: null,
    slots: 16,
    waiting: 0,
    running: 0,
    oldestWaiting: null,
  }));
  people: LanePeople[] = [];
  types: TypeState[] = [];
  known: readonly TaskType[] = [];
  /** What was asked for besides readings, e.g. `POST /api/lanes/low/pause {"reason":"x"}`. */
  readonly changes: string[] = [];
  /** Readings of lanes so far. */
  readings = 0;
  /** What every call is refused with. */
  refusal: { readonly status: number; readonly error?: object } | null = null;

  readonly interceptor: HttpInterceptorFn = (request) => from(this.#answer(request));

  // Asynchronous, as a network is.
  async #answer({ method, url, body }: HttpRequest<unknown>): Promise<HttpResponse<unknown>> {
    await Promise.resolve();
    if (method !== 'GET') {
      this.changes.push([method, decodeURIComponent(url), ...(body ? [JSON.stringify(body)] : [])].join(' '));
    }
    this.readings += method === 'GET' && url.endsWith('/lanes') ? 1 : 0;
    if (this.refusal !== null) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is what HttpClient throws
      throw new HttpErrorResponse(this.refusal);
    }
    return new HttpResponse({ status: 200, body: this.#answerTo(url) });
  }

  #answerTo(url: string): unknown {
    switch (url) {
      case '/api/lanes':
        return { items: this.lanes };
      case '/api/lanes/people':
        return { items: this.people };
      case '/api/types':
        return { items: this.types };
      case '/api/tasks/types':
        return this.known;
      case '/api/tasks/clock':
        return { now: new Date().toISOString() };
      default:
        return {};
    }
  }
}
