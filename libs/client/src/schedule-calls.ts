import type {
  Schedule,
  ScheduleChange,
  ScheduleDraft,
  SchedulePage,
  SchedulePreview,
  SchedulePreviewRequest,
  ScheduleTicks,
  Task,
} from '@task-queue/contracts';
import { callJson, type Call, type Place } from './calls.js';
import type { CallOptions } from './system-calls.js';

/** What `schedules.list` takes: a page, counted from 1, of 1 to 100 schedules. */
export interface ScheduleListQuery {
  readonly page?: number;
  readonly pageSize?: number;
}

/** The calls of schedules. Each throws as those of tasks do. */
export interface ScheduleCalls {
  create(draft: ScheduleDraft, options?: CallOptions): Promise<Schedule>;
  list(query?: ScheduleListQuery, options?: CallOptions): Promise<SchedulePage>;
  get(id: string, options?: CallOptions): Promise<Schedule>;
  /** With the `version` it was read with, nobody else's change is lost. */
  change(id: string, change: ScheduleChange, options?: CallOptions): Promise<Schedule>;
  pause(id: string, options?: CallOptions): Promise<Schedule>;
  resume(id: string, options?: CallOptions): Promise<Schedule>;
  /** Creates a task of it now, beside its ticks. */
  run(id: string, options?: CallOptions): Promise<Task>;
  /** Its tasks stay. */
  remove(id: string, options?: CallOptions): Promise<void>;
  /** What became of its newest ticks, the latest first. */
  ticks(id: string, options?: CallOptions): Promise<ScheduleTicks>;
  /** The ticks that a timing would have from now on. */
  preview(request: SchedulePreviewRequest, options?: CallOptions): Promise<SchedulePreview>;
}

export function scheduleCalls(place: Place): ScheduleCalls {
  const call = <Body>(method: Call['method'], path: string, options?: CallOptions, rest: Partial<Call> = {}) =>
    callJson<Body>(place, { method, path: `/schedules${path}`, signal: options?.signal, ...rest });
  const pathOf = (id: string, rest = ''): string => `/${encodeURIComponent(id)}${rest}`;
  return {
    create: (draft, options) => call('POST', '', options, { body: draft }),
    list: ({ page = 1, pageSize } = {}, options) =>
      call('GET', `?page=${page}${pageSize === undefined ? '' : `&pageSize=${pageSize}`}`, options),
    get: (id, options) => call('GET', pathOf(id), options),
    change: (id, change, options) => call('PATCH', pathOf(id), options, { body: change }),
    pause: (id, options) => call('POST', pathOf(id, '/pause'), options),
    resume: (id, options) => call('POST', pathOf(id, '/resume'), options),
    run: (id, options) => call('POST', pathOf(id, '/run'), options),
    remove: (id, options) => call('DELETE', pathOf(id), options),
    ticks: (id, options) => call('GET', pathOf(id, '/ticks'), options),
    preview: (request, options) => call('POST', '/preview', options, { body: request }),
  };
}
