import { HttpErrorResponse, HttpResponse, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import type {
  PreviewedTime,
  Schedule,
  ScheduleChange,
  SchedulePreviewRequest,
  ScheduleTick,
  TaskType,
  UserAccount,
} from '@task-queue/contracts';
import { from } from 'rxjs';
import { summary } from './summary';

/** A schedule with everything that a test does not care about. */
export function schedule(change: Partial<Schedule> = {}): Schedule {
  return {
    id: 's1',
    name: '夜间导出',
    type: 'tasks.export',
    params: {},
    priority: null,
    cron: '30 2 * * 1-5',
    everyMs: null,
    anchor: null,
    timeZone: 'Asia/Shanghai',
    startsAt: null,
    endsAt: null,
    missed: 'once',
    missedWithinMs: 3_600_000,
    overlap: 'skip',
    jitterMs: 0,
    pauseAfterFailures: null,
    enabled: true,
    pausedBecause: null,
    nextRunAt: '2099-03-16T18:30:00.000Z',
    lastTick: null,
    isDeclared: false,
    createdBy: { id: 'u1', username: 'ann' },
    createdAt: '2026-11-23T08:00:00.000Z',
    version: 1,
    ...change,
  };
}

/** As much of the REST API as the page of schedules needs, in the page's own process. */
export class FakeSchedules {
  schedules: Schedule[] = [];
  types: readonly TaskType[] = [];
  ticks: ScheduleTick[] = [];
  times: PreviewedTime[] = [];
  users: UserAccount[] = [];
  /** What was asked for besides readings, e.g. `POST /api/schedules/s1/pause`. */
  readonly changes: string[] = [];
  readonly previews: SchedulePreviewRequest[] = [];
  /** Pages that were asked for, e.g. `page=1&pageSize=20`. */
  readonly readings: string[] = [];
  /** What every call is refused with, but for types and the clock. */
  refusal: { readonly status: number; readonly error?: object } | null = null;

  readonly interceptor: HttpInterceptorFn = (request) => from(this.#answer(request));

  // Asynchronous, as a network is.
  async #answer({ method, url, urlWithParams, body }: HttpRequest<unknown>): Promise<HttpResponse<unknown>> {
    await Promise.resolve();
    const path = url.replace(/\?.*/, '');
    if (path === '/api/tasks/types') {
      return new HttpResponse({ status: 200, body: this.types });
    }
    if (path === '/api/users') {
      return new HttpResponse({ status: 200, body: this.users });
    }
    if (path === '/api/tasks/clock') {
      return new HttpResponse({ status: 200, body: { now: new Date().toISOString() } });
    }
    if (path.endsWith('/preview')) {
      this.previews.push(body as SchedulePreviewRequest);
    } else if (method !== 'GET') {
      this.changes.push([method, path, ...(body ? [JSON.stringify(body)] : [])].join(' '));
    } else if (path === '/api/schedules') {
      this.readings.push(urlWithParams.replace(/.*\?/, ''));
    }
    if (this.refusal !== null) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is what HttpClient throws
      throw new HttpErrorResponse(this.refusal);
    }
    return new HttpResponse({ status: 200, body: this.#answerTo(method, path, body) });
  }

  #answerTo(method: string, path: string, body: unknown): unknown {
    const [, id = '', action = ''] = /^\/api\/schedules\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    switch (action === '' && id !== 'preview' ? method : id === 'preview' ? id : action) {
      case 'preview':
        return { times: this.times };
      case 'ticks':
        return { items: this.ticks };
      case 'run':
        return summary({ id: 't1' });
      case 'pause':
        return this.#put(id, { enabled: false, pausedBecause: 'USER', nextRunAt: null });
      case 'resume':
        return this.#put(id, { enabled: true, pausedBecause: null });
      case 'POST':
        this.schedules.unshift(schedule({ ...(body as Partial<Schedule>), id: `s${this.schedules.length + 1}` }));
        return this.schedules[0];
      case 'PATCH':
        return this.#change(id, body as ScheduleChange);
      case 'DELETE':
        this.schedules = this.schedules.filter((one) => one.id !== id);
        return null;
      default:
        return id === '' ? this.#page() : this.schedules.find((one) => one.id === id);
    }
  }

  #page() {
    const asked = new URLSearchParams(this.readings.at(-1));
    const [page, pageSize] = [Number(asked.get('page')), Number(asked.get('pageSize'))];
    const items = this.schedules.slice((page - 1) * pageSize, page * pageSize);
    const total = this.schedules.length;
    return { items, total, page, pageSize, totalPages: Math.ceil(total / pageSize) };
  }

  #change(id: string, { version, ...change }: ScheduleChange): Schedule {
    const now = this.schedules.find((one) => one.id === id)!;
    if (version !== now.version) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is what HttpClient throws
      throw new HttpErrorResponse({ status: 409, error: { code: 'VERSION_CONFLICT', detail: '已被修改' } });
    }
    return this.#put(id, { ...change, version: now.version + 1 });
  }

  #put(id: string, change: Partial<Schedule>): Schedule {
    this.schedules = this.schedules.map((one) => (one.id === id ? { ...one, ...change } : one));
    return this.schedules.find((one) => one.id === id)!;
  }
}
