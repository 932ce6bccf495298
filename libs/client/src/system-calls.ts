import type { ErrorPage, ErrorQuery, Overview, OverviewQuery, WorkerStates } from '@task-queue/contracts';
import { callJson, queryText, type Call, type Place } from './calls.js';

/** How a call can be ended early. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** How the system is, for who may know. Each throws {@link TasksApiError} or {@link TasksConnectionError}. */
export interface SystemCalls {
  workers(options?: CallOptions): Promise<WorkerStates>;
  overview(query?: OverviewQuery, options?: CallOptions): Promise<Overview>;
  errors(query?: ErrorQuery, options?: CallOptions): Promise<ErrorPage>;
}

export function systemCalls(place: Place): SystemCalls {
  const call = <Body>(method: Call['method'], path: string, options?: CallOptions, rest: Partial<Call> = {}) =>
    callJson<Body>(place, { method, path, signal: options?.signal, ...rest });
  return {
    workers: (options) => call('GET', '/workers', options),
    overview: (query = {}, options) => call('GET', `/overview${queryText(query)}`, options),
    errors: (query = {}, options) => call('GET', `/errors${queryText(query)}`, options),
  };
}
