import type {
  AuditFilter,
  AuditPage,
  AuditQuery,
  ErrorGroup,
  ErrorPage,
  ErrorQuery,
  ErrorState,
  Overview,
  OverviewQuery,
  Task,
  WorkerStates,
} from '@task-queue/contracts';
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
  /** Says of a kind of errors that it is open, muted or resolved. */
  changeError(fingerprint: string, state: ErrorState, options?: CallOptions): Promise<ErrorGroup>;
  /** Retries all that is failed by a kind of errors: a task that does it. */
  retryError(fingerprint: string, options?: CallOptions): Promise<Task>;
  /** Who did what, the newest first. */
  audit(query?: AuditQuery, options?: CallOptions): Promise<AuditPage>;
  /** Has that written to a CSV file: a task that does it. */
  exportAudit(filter?: AuditFilter, options?: CallOptions): Promise<Task>;
}

export function systemCalls(place: Place): SystemCalls {
  const call = <Body>(method: Call['method'], path: string, options?: CallOptions, rest: Partial<Call> = {}) =>
    callJson<Body>(place, { method, path, signal: options?.signal, ...rest });
  const pathOf = (fingerprint: string): string => `/errors/${encodeURIComponent(fingerprint)}`;
  return {
    workers: (options) => call('GET', '/workers', options),
    overview: (query = {}, options) => call('GET', `/overview${queryText(query)}`, options),
    errors: (query = {}, options) => call('GET', `/errors${queryText(query)}`, options),
    changeError: (fingerprint, state, options) => call('PATCH', pathOf(fingerprint), options, { body: { state } }),
    retryError: (fingerprint, options) => call('POST', `${pathOf(fingerprint)}/retry`, options),
    audit: (query = {}, options) => call('GET', `/audit${queryText(query)}`, options),
    exportAudit: (filter = {}, options) => call('POST', '/audit/export', options, { body: { filter } }),
  };
}
