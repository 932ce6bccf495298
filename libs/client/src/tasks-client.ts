import type {
  ArtifactLink,
  BatchCreateOutcome,
  BatchedTaskRequest,
  BulkAction,
  BulkOutcome,
  CreateTaskRequest,
  StopTaskRequest,
  Task,
  TaskFilter,
  TaskPage,
  TaskSort,
  TaskStats,
  TaskType,
} from '@task-queue/contracts';
import { callJson, callRaw, queryText, type Call, type Place } from './calls.js';
import { scheduleCalls, type ScheduleCalls } from './schedule-calls.js';
import { systemCalls, type CallOptions, type SystemCalls } from './system-calls.js';
import { taskChanges, type EventOptions, type TaskChange } from './task-changes.js';
import { viewCalls, type ViewCalls } from './view-calls.js';
import { TaskWaits } from './wait-for.js';

/** Where the server is and who calls. */
export interface TasksClientOptions {
  /** E.g. `https://jobs.example.com`, or with a base path `https://example.com/tools/tasks`. */
  readonly url: string;
  /** A bearer token, or who gives one; asked before every call and connection. */
  readonly token: string | (() => string | Promise<string>);
  /** The language of texts in answers, as a language tag. @default the server's */
  readonly locale?: string;
  /** How often a call that may safely be sent again is, while the server is away. @default 2 */
  readonly retries?: number;
  /** @default the platform's */
  readonly fetch?: typeof fetch;
}

/** What `list` takes: a filter and a page, counted from 1, of 1 to 100 tasks. */
export interface TaskListQuery extends TaskFilter {
  readonly page?: number;
  readonly pageSize?: number;
  /** @default '-createdAt' */
  readonly sort?: TaskSort;
}

/** Of `create`. */
export interface CreateOptions extends CallOptions {
  /** The same key and request again give the same task, for 24 hours. @default one of its own for each call of `create` */
  readonly idempotencyKey?: string;
}

/** Of `waitFor`. */
export interface WaitOptions extends CallOptions {
  /** Ends the wait with a `TimeoutError`. @default none */
  readonly timeoutMs?: number;
}

/** The calls of REST. Each throws {@link TasksApiError} or {@link TasksConnectionError}, or the reason of its signal. */
export interface TaskCalls {
  /** Sent again while the server is away; one task all the same. */
  create(request: CreateTaskRequest, options?: CreateOptions): Promise<Task>;
  /** Up to 100 tasks, one outcome each in their order. Sent again while the server is away; one task each all the same. */
  createMany(requests: readonly BatchedTaskRequest[], options?: CallOptions): Promise<readonly BatchCreateOutcome[]>;
  list(query?: TaskListQuery, options?: CallOptions): Promise<TaskPage>;
  get(id: string, options?: CallOptions): Promise<Task>;
  stats(options?: CallOptions): Promise<TaskStats>;
  types(options?: CallOptions): Promise<readonly TaskType[]>;
  cancel(id: string, options?: CallOptions): Promise<Task>;
  /** Asks a running task to stop: it is cancelled when its handler breaks off, or its grace is over. */
  stop(id: string, request?: StopTaskRequest, options?: CallOptions): Promise<Task>;
  retry(id: string, options?: CallOptions): Promise<Task>;
  remove(id: string, options?: CallOptions): Promise<void>;
  /** Up to 100 tasks, one outcome each. */
  bulk(action: BulkAction, ids: readonly string[], options?: CallOptions): Promise<readonly BulkOutcome[]>;
  /** Everything that matches now: a task that does it. */
  bulkMatching(action: BulkAction, filter: TaskFilter, options?: CallOptions): Promise<Task>;
  /** The file a task produced, as it comes. @param range - e.g. `bytes=0-1023` */
  artifact(id: string, options?: CallOptions & { readonly range?: string }): Promise<Response>;
  /** An address a browser downloads the file by, without a token, for a minute. */
  artifactLink(id: string, options?: CallOptions): Promise<ArtifactLink>;
}

/** REST and Socket.IO of a tasks server. */
export interface TasksClient {
  readonly tasks: TaskCalls;
  readonly system: SystemCalls;
  readonly schedules: ScheduleCalls;
  readonly views: ViewCalls;
  /** What happens, live: `for await (const { name, event } of client.events())`. See {@link taskChanges}. */
  events(options?: EventOptions): AsyncIterable<TaskChange>;
  /** Resolves with the task when it is completed, failed or cancelled: look at its `status`. */
  waitFor(id: string, options?: WaitOptions): Promise<Task>;
}

/**
 * A client for the REST API and the events. `socket.io-client` is loaded when events are first asked for.
 *
 * @example
 * ```ts
 * const client = createTasksClient({ url: 'https://jobs.example.com', token: process.env.TASKS_TOKEN! });
 * const task = await client.tasks.create({ type: 'tasks.export', params: { format: 'csv' } });
 * const { status, error } = await client.waitFor(task.id);
 * ```
 */
export function createTasksClient(options: TasksClientOptions): TasksClient {
  const { token } = options;
  const place: Place = {
    url: new URL(options.url).href.replace(/\/+$/, ''),
    token: async () => (typeof token === 'string' ? token : token()),
    locale: options.locale,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    retries: options.retries ?? 2,
  };
  const tasks = taskCalls(place);
  const waits = new TaskWaits(place, (id, signal) => tasks.get(id, signal === undefined ? {} : { signal }));
  return {
    tasks,
    system: systemCalls(place),
    schedules: scheduleCalls(place),
    views: viewCalls(place),
    events: (eventOptions = {}) => taskChanges(place, eventOptions),
    waitFor(id, { signal, timeoutMs } = {}) {
      const signals = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
      const given = signals.filter((each) => each !== undefined);
      return waits.wait(id, given.length === 0 ? undefined : AbortSignal.any(given));
    },
  };
}

function taskCalls(place: Place): TaskCalls {
  const call = <Body>(method: Call['method'], path: string, options?: CallOptions, rest: Partial<Call> = {}) =>
    callJson<Body>(place, { method, path, signal: options?.signal, ...rest });
  const pathOf = (id: string, rest = ''): string => `/tasks/${encodeURIComponent(id)}${rest}`;
  return {
    create: (request, options) =>
      call('POST', '/tasks', options, {
        body: request,
        headers: { 'Idempotency-Key': options?.idempotencyKey ?? crypto.randomUUID() },
        isSafeAgain: true,
      }),
    createMany: (requests, options) =>
      call('POST', '/tasks/batch-create', options, {
        body: { tasks: requests.map((request) => ({ idempotencyKey: crypto.randomUUID(), ...request })) },
        isSafeAgain: true,
      }),
    list: (query = {}, options) => call('GET', `/tasks${queryText(query)}`, options),
    get: (id, options) => call('GET', pathOf(id), options),
    stats: (options) => call('GET', '/tasks/stats', options),
    types: (options) => call('GET', '/tasks/types', options),
    cancel: (id, options) => call('POST', pathOf(id, '/cancel'), options),
    stop: (id, request = {}, options) => call('POST', pathOf(id, '/stop'), options, { body: request }),
    retry: (id, options) => call('POST', pathOf(id, '/retry'), options),
    remove: (id, options) => call('DELETE', pathOf(id), options),
    bulk: (action, ids, options) => call('POST', '/tasks/bulk', options, { body: { action, ids } }),
    bulkMatching: (action, filter, options) => call('POST', '/tasks/bulk', options, { body: { action, filter } }),
    artifact: (id, options) =>
      callRaw(place, {
        method: 'GET',
        path: pathOf(id, '/artifact'),
        signal: options?.signal,
        headers: { Accept: '*/*', ...(options?.range === undefined ? {} : { Range: options.range }) },
      }),
    artifactLink: async (id, options) => {
      const link = await call<ArtifactLink>('POST', pathOf(id, '/artifact/link'), options);
      const query = link.url.slice(link.url.indexOf('?')); // the server may know itself by another path, behind a proxy
      return { ...link, url: `${place.url}/api${pathOf(id, '/artifact/download')}${query}` };
    },
  };
}
