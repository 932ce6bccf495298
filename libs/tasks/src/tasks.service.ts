import type { Readable } from 'node:stream';
import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  isTaskId,
  may,
  TASK_ACTIONS,
  type CreateTaskRequest,
  type Permission,
  type ServerTime,
  type StopTaskRequest,
  type Task,
  type TaskAction,
  type TaskArtifact,
  type TaskFilter,
  type TaskPage,
  type TaskSort,
  type TaskStats,
  type TaskSummary,
  type TaskType,
} from '@task-queue/contracts';
import { Deeds } from './deeds/deeds.js';
import { ArtifactFiles, type ArtifactFile } from './artifacts/artifact-files.js';
import { ArtifactLinks } from './artifacts/artifact-links.js';
import { ARTIFACT_STORAGE, type ArtifactStorage } from './artifacts/artifact-storage.js';
import { removeFilesOf } from './artifacts/remove-files-of.js';
import { ProblemError } from '@task-queue/problems';
import { StorageFullError } from './domain/errors.js';
import { DEFAULT_STOP_GRACE_MS } from './domain/limits.js';
import type { ResolvedIdentity, TaskIdentity } from './domain/identity.js';
import { keptTrace, traced, type TaskTracing } from './domain/task-tracing.js';
import { reasonOf } from './domain/reason.js';
import { ThrottledLog } from './domain/throttled-log.js';
import { reachOf, requireControl, requirePermission, shownTo, withoutStack } from './domain/visibility.js';
import { shownType } from './handlers/shown-type.js';
import { TaskRegistry } from './handlers/task-registry.js';
import { RedisConnections } from '@task-queue/redis';
import { instant, type StoredTask } from './record/codec.js';
import { scanTasks } from './sorting/scan.js';
import { sortedPage } from './sorting/sorted-page.js';
import { selectionFilter, toStoreFilter } from './index/task-filter.js';
import type { Creation } from './life/creation.js';
import { SecretParams } from './secrets/secret-params.js';
import { SecretsOfTasks } from './secrets/secrets-of-tasks.js';
import { TaskStore, type NewTask } from './life/task-store.js';
import { newTaskOf, type CreateTaskOptions } from './new-task.js';
import { DEFAULT_MAX_WAITING, TASKS_OPTIONS, type TasksModuleOptions } from './tasks-options.js';

/** Which tasks: what matches now, or (with a snapshot) what matched when it was taken. */
export interface TaskSelection extends TaskFilter {
  readonly snapshot?: string;
}

/** So many tasks that make room may wait besides a person's others: what is full must not keep them from that. */
const MOST_MAKING_ROOM = 100;

/** Where a page begins: its number, counted from 1, or after the task with an id, which need not be there any more. */
export type ListPlace = number | string;

/** What a task takes in Redis besides its params, with its ticket, its place in the index and its events, in bytes. */
const TASK_BYTES = 4_000;

/** A task that was asked for. */
export interface CreateOutcome {
  readonly task: Task;
  /** Whether it is new. */
  readonly created: boolean;
  /** Whether it is there for something else that was asked for before. */
  readonly deduplicated: boolean;
}

/** Everything a person can do with tasks, with who may. The REST API is a thin layer over it. */
@Injectable()
export class TasksService {
  readonly #tracing: TaskTracing | undefined;
  readonly #mostWaiting: number;
  readonly #warnings = new ThrottledLog(new Logger(TasksService.name));
  readonly #files: ArtifactFiles;

  constructor(
    private readonly store: TaskStore,
    private readonly registry: TaskRegistry,
    private readonly redis: RedisConnections,
    @Inject(ARTIFACT_STORAGE) private readonly artifacts: ArtifactStorage,
    private readonly links: ArtifactLinks,
    private readonly deeds: Deeds,
    private readonly secrets: SecretParams,
    private readonly secretsOfTasks: SecretsOfTasks,
    @Inject(TASKS_OPTIONS) { tracing, maxWaitingPerPerson }: TasksModuleOptions,
  ) {
    this.#files = new ArtifactFiles(artifacts, links, this.#warnings);
    this.#tracing = tracing;
    this.#mostWaiting = maxWaitingPerPerson ?? DEFAULT_MAX_WAITING;
  }

  /** The registered types, sorted by name. */
  types(): readonly TaskType[] {
    return this.registry.all().map(shownType);
  }

  /** What time it is by the clock that all times of tasks are of. */
  clock(): ServerTime {
    return { now: instant(this.redis.clock.nowMs()) };
  }

  /**
   * Creates a task, or finds the one that the same idempotency key and body created before, or that is there for it already.
   *
   * @param permission - what it takes to create this one
   * @throws ProblemError FORBIDDEN, UNKNOWN_TASK_TYPE, IDEMPOTENCY_KEY_REUSED, TASK_DUPLICATE, QUEUE_FULL, PAYLOAD_TOO_LARGE, UNAVAILABLE; ValidationError
   */
  async create(
    identity: TaskIdentity,
    request: CreateTaskRequest,
    options: CreateTaskOptions,
    permission: Permission = 'tasks:create',
  ): Promise<CreateOutcome> {
    requirePermission(identity, permission);
    const registered = this.registry.require(request.type);
    const deed = { identity, action: 'create', type: request.type, taskId: null } as const;
    const createdBefore = async (): Promise<CreateOutcome | null> => {
      const id = await this.secretsOfTasks.createdBefore(identity, request, registered, options.idempotencyKey);
      if (id === null) {
        return null;
      }
      await this.deeds.do(deed, () => Promise.resolve(id), String);
      return { task: await this.#own(identity, id), created: false, deduplicated: false };
    };
    // Found before secrets are looked for, as the task they were of may be gone by now.
    const earlier = request.secretsFrom === undefined ? null : await createdBefore();
    if (earlier !== null) {
      return earlier;
    }
    const mostWaiting = this.#mostWaiting + (registered.makesRoom ? MOST_MAKING_ROOM : 0);
    const whole = await this.secretsOfTasks.resolve(identity, request, registered);
    const asked = { ...options, asked: request };
    const newTask = { ...newTaskOf(registered, identity, whole, asked, this.secrets), mostWaiting };
    if (!registered.makesRoom && !(await this.redis.watch.hasRoomFor(Buffer.byteLength(newTask.params) + TASK_BYTES))) {
      const there = await createdBefore(); // which takes no room
      if (there === null) {
        throw new StorageFullError();
      }
      return there;
    }
    const { id, task, isDeduplicated } = await this.deeds.do(
      deed,
      () => this.#keep(newTask),
      (kept) => kept.id,
    );
    return task === null
      ? { task: await this.#own(identity, id), created: false, deduplicated: isDeduplicated }
      : { task, created: true, deduplicated: false };
  }

  /** One page of the tasks this person may see, newest first. */
  async list(identity: TaskIdentity, filter: TaskFilter, place: ListPlace, pageSize: number): Promise<TaskPage> {
    const storeFilter = toStoreFilter(filter, reachOf(identity, 'tasks:read'));
    const isAfter = typeof place === 'string';
    const window = isAfter ? { offset: 0, afterId: place.toLowerCase() } : { offset: (place - 1) * pageSize };
    const { total, passed, items, read } =
      storeFilter === null
        ? { total: 0, passed: 0, items: [], read: 0 }
        : await this.store.list(storeFilter, { ...window, limit: pageSize, countAll: true });
    const totalPages = Math.ceil(total / pageSize);
    const page = !isAfter ? place : passed + read < total ? Math.floor(passed / pageSize) + 1 : Math.max(1, totalPages);
    return { items: items.map(({ task }) => withoutStack(task, identity)), total, page, pageSize, totalPages };
  }

  /** One page of them in another order. @throws ProblemError SORT_TOO_BROAD */
  async listSorted(
    identity: TaskIdentity,
    filter: TaskFilter,
    sort: TaskSort,
    page: number,
    pageSize: number,
  ): Promise<TaskPage> {
    const storeFilter = toStoreFilter(filter, reachOf(identity, 'tasks:read'));
    const list = { store: this.store, filter: storeFilter!, nowMs: this.redis.clock.nowMs() };
    const { items, total } =
      storeFilter === null ? { items: [], total: 0 } : await sortedPage(list, sort, page, pageSize);
    const shown = items.map(({ task }) => withoutStack(task, identity));
    return { items: shown, total, page, pageSize, totalPages: Math.ceil(total / pageSize) };
  }

  /**
   * How many tasks this person may see match the filter.
   *
   * @param before - only tasks created before this task
   */
  async count(identity: TaskIdentity, filter: TaskSelection, before?: string): Promise<number> {
    const storeFilter = selectionFilter(filter, reachOf(identity, 'tasks:read'));
    if (storeFilter === null) {
      return 0;
    }
    const below = before === undefined ? {} : { belowNumber: (await this.#visible(identity, before)).number };
    const { total } = await this.store.list(storeFilter, { offset: 0, limit: 0, countAll: true, ...below });
    return total;
  }

  /**
   * Every matching task this person may see, read in batches while the caller consumes them; at once in an order by anything
   * but when they were created.
   *
   * @param before - only tasks created before this task
   * @param sort - @default '-createdAt'
   * @throws ProblemError SORT_TOO_BROAD
   */
  async *scan(
    identity: TaskIdentity,
    filter: TaskSelection,
    before?: string,
    sort: TaskSort = '-createdAt',
  ): AsyncGenerator<TaskSummary> {
    const storeFilter = selectionFilter(filter, reachOf(identity, 'tasks:read'));
    if (storeFilter === null) {
      return;
    }
    const below = before === undefined ? 0 : (await this.#visible(identity, before)).number;
    const list = { store: this.store, filter: storeFilter, nowMs: this.redis.clock.nowMs() };
    for await (const { task } of scanTasks(list, sort, below)) {
      yield withoutStack(task, identity);
    }
  }

  /** Counts by status and type of what this person may see; for who may read it also how full Redis is. */
  async stats(identity: TaskIdentity): Promise<TaskStats> {
    const stats = await this.store.stats(reachOf(identity, 'tasks:read'));
    return may(identity, 'storage:read') ? { ...stats, storage: this.redis.watch.room } : stats;
  }

  /** @throws ProblemError TASK_NOT_FOUND, also for somebody else's task */
  async get(identity: TaskIdentity, id: string): Promise<Task> {
    return this.#shown(identity, (await this.#visible(identity, id)).task);
  }

  /** @throws ProblemError TASK_NOT_FOUND, TASK_RUNNING, TASK_FINISHED */
  async cancel(identity: TaskIdentity, id: string): Promise<Task> {
    return this.#shown(identity, await this.#do(identity, 'cancel', id, (task) => this.store.cancel(task.id)));
  }

  /**
   * Asks the worker of a running task to stop it; by force without grace.
   *
   * @returns the task, and whether this call was the first to ask (or to use force)
   * @throws ProblemError TASK_NOT_FOUND, TASK_NOT_RUNNING, TASK_FINISHED, TASK_NOT_STOPPABLE
   */
  async stop(
    identity: TaskIdentity,
    id: string,
    { reason, force = false }: StopTaskRequest,
  ): Promise<{ readonly task: Task; readonly isNew: boolean }> {
    const stopped = await this.#do(identity, 'stop', id, (task) => {
      const { stoppable = true, stopGraceMs = DEFAULT_STOP_GRACE_MS } = this.registry.find(task.type) ?? {};
      return this.store.stop(task.id, {
        by: { id: identity.id, username: identity.username },
        reason: reasonOf(reason),
        graceMs: stopGraceMs,
        byForce: force,
        isStoppable: stoppable,
      });
    });
    return { ...stopped, task: this.#shown(identity, stopped.task) };
  }

  /** @throws ProblemError TASK_NOT_FOUND, TASK_NOT_FAILED, TASK_DUPLICATE, QUEUE_FULL */
  async retry(identity: TaskIdentity, id: string): Promise<Task> {
    const retried = await this.#do(identity, 'retry', id, ({ id: of }) =>
      this.store.retryByHand(of, this.#mostWaiting),
    );
    return this.#shown(identity, retried);
  }

  /**
   * Deletes a finished task and its artifact; or what is left of one whose record is gone or cannot be read.
   *
   * @throws ProblemError TASK_NOT_FOUND, TASK_NOT_FINISHED
   */
  async remove(identity: TaskIdentity, id: string): Promise<void> {
    const stored = await this.#find(identity, id);
    if (stored !== null) {
      requireControl(identity, 'delete', stored.owner.id);
    }
    const taskId = id.toLowerCase();
    await this.deeds.do({ identity, action: 'delete', type: stored?.task.type ?? null, taskId }, async () => {
      if (stored !== null) {
        await this.store.remove(stored.task.id, stored.task);
      } else if (
        !isTaskId(id) ||
        !(await this.store.repair(taskId, reachOf(identity, TASK_ACTIONS.delete.permission)))
      ) {
        throw new ProblemError('TASK_NOT_FOUND');
      }
      await removeFilesOf(taskId, this.artifacts, this.#warnings);
    });
  }

  /** Opens the file a task produced. @throws ProblemError TASK_NOT_FOUND, ARTIFACT_NOT_FOUND, ARTIFACT_UNAVAILABLE */
  async artifact(
    identity: TaskIdentity,
    id: string,
  ): Promise<{ readonly artifact: TaskArtifact; readonly stream: Readable }> {
    const { artifact, open } = await this.artifactFile(identity, id);
    return { artifact, stream: await open() };
  }

  /** Finds the file a task produced, to open it in whole or in part. @throws ProblemError TASK_NOT_FOUND, FORBIDDEN, ARTIFACT_NOT_FOUND */
  async artifactFile(identity: TaskIdentity, id: string): Promise<ArtifactFile> {
    const { artifact: stored, task } = await this.#visible(identity, id);
    requirePermission(identity, this.registry.find(task.type)?.permission ?? null);
    if (stored === null) {
      throw new ProblemError('ARTIFACT_NOT_FOUND');
    }
    const { attempt, ...artifact } = stored;
    const writtenAtMs = Date.parse(task.finishedAt!); // a task has a file once it is completed
    const onLost = (): void => this.store.foundDamage(task.id, 'file');
    return this.#files.file({ taskId: task.id, attempt }, { artifact, writtenAtMs }, onLost);
  }

  /**
   * Signs an address of a task's file, for a browser that downloads it by itself.
   *
   * @returns the signature, and until when, in epoch milliseconds, a download may begin by it
   * @throws ProblemError TASK_NOT_FOUND, ARTIFACT_NOT_FOUND, ARTIFACT_UNAVAILABLE
   */
  async signArtifact(identity: ResolvedIdentity, id: string): Promise<{ signature: string; expiresAtMs: number }> {
    const { stream } = await this.artifact(identity, id);
    stream.destroy(); // it is there: what can be refused is refused before the browser leaves with the address
    return this.links.sign(identity, id.toLowerCase());
  }

  /**
   * The file that a signature is good for, and whether only a download that has begun before may go on by it.
   *
   * @throws ProblemError INVALID_LINK, TASK_NOT_FOUND, ARTIFACT_NOT_FOUND
   */
  async signedArtifact(id: string, signature: string): Promise<{ file: ArtifactFile; isLate: boolean }> {
    const opened = await this.links.open(signature, id.toLowerCase());
    if (opened === null) {
      throw new ProblemError('INVALID_LINK');
    }
    return { file: await this.artifactFile(opened.identity, id), isLate: opened.isLate };
  }

  #shown(identity: TaskIdentity, task: Task): Task {
    return shownTo(identity, {
      ...task,
      params: this.secrets.shown(this.registry.find(task.type)?.params, task.params),
    });
  }

  async #keep(task: NewTask): Promise<Creation> {
    const tracing = this.#tracing;
    if (tracing === undefined) {
      return this.store.create(task);
    }
    return traced(
      (create) => tracing.creation({ type: task.head.type }, create),
      (...trace) => this.store.create({ ...task, head: { ...task.head, ...keptTrace(...trace) } }),
      (error) => this.#warnings.warn('The trace of a task’s creation', error),
    );
  }

  /** A task that is this person's by how it was found, whatever their token reaches. @throws ProblemError TASK_NOT_FOUND */
  async #own(identity: TaskIdentity, id: string): Promise<Task> {
    const stored = await this.store.get(id);
    if (stored === null) {
      throw new ProblemError('TASK_NOT_FOUND'); // deleted meanwhile
    }
    return this.#shown(identity, stored.task);
  }

  /** @throws ProblemError TASK_NOT_FOUND */
  async #visible(identity: TaskIdentity, id: string): Promise<StoredTask<Task>> {
    const stored = await this.#find(identity, id);
    if (stored === null) {
      throw new ProblemError('TASK_NOT_FOUND');
    }
    return stored;
  }

  /** Does something to a task that this person may do it to. @throws ProblemError TASK_NOT_FOUND, FORBIDDEN */
  async #do<Result>(
    identity: TaskIdentity,
    action: TaskAction,
    id: string,
    act: (task: Task) => Promise<Result>,
  ): Promise<Result> {
    const stored = await this.#visible(identity, id);
    requireControl(identity, action, stored.owner.id);
    const { type, id: taskId } = stored.task;
    return this.deeds.do({ identity, action, type, taskId }, () => act(stored.task));
  }

  /** The task, if there is one that this person may see. */
  async #find(identity: TaskIdentity, id: string): Promise<StoredTask<Task> | null> {
    const stored = isTaskId(id) ? await this.store.get(id.toLowerCase()) : null;
    return stored !== null && may(identity, 'tasks:read', stored.owner.id) ? stored : null;
  }
}
