import type { ChangeViewRequest, CreateViewRequest, TaskView, TaskViews } from '@task-queue/contracts';
import { callJson, type Call, type Place } from './calls.js';
import type { CallOptions } from './system-calls.js';

/** The calls of views: ways to look at tasks that people keep. Each throws as those of tasks do. */
export interface ViewCalls {
  /** One's own, and those that others share, by name. */
  list(options?: CallOptions): Promise<TaskViews>;
  create(view: CreateViewRequest, options?: CallOptions): Promise<TaskView>;
  /** One of one's own. */
  change(id: string, change: ChangeViewRequest, options?: CallOptions): Promise<TaskView>;
  remove(id: string, options?: CallOptions): Promise<void>;
}

export function viewCalls(place: Place): ViewCalls {
  const call = <Body>(method: Call['method'], path: string, options?: CallOptions, rest: Partial<Call> = {}) =>
    callJson<Body>(place, { method, path: `/views${path}`, signal: options?.signal, ...rest });
  const pathOf = (id: string): string => `/${encodeURIComponent(id)}`;
  return {
    list: (options) => call('GET', '', options),
    create: (view, options) => call('POST', '', options, { body: view }),
    change: (id, change, options) => call('PATCH', pathOf(id), options, { body: change }),
    remove: (id, options) => call('DELETE', pathOf(id), options),
  };
}
