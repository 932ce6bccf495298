import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type {
  CreateTaskRequest,
  Locale,
  Task,
  TaskArtifact,
  TaskFilter,
  TaskPage,
  TaskStats,
  TaskSummary,
  TaskType,
} from '@task-queue/contracts';
import type { TaskIdentity } from './domain/identity.js';

/** What goes with a create request besides its body. */
export interface CreateTaskOptions {
  /** The `Idempotency-Key` header. */
  readonly idempotencyKey?: string;
  readonly locale: Locale;
  readonly requestId: string;
}

/** Everything a person can do with tasks, with who may. The REST API is a thin layer over it. */
@Injectable()
export class TasksService {
  /** The registered types, sorted by name. */
  types(): readonly TaskType[] {
    throw new Error('next commit');
  }

  /**
   * Creates a task, or finds the one that the same idempotency key and body created before.
   *
   * @throws TaskError UNKNOWN_TASK_TYPE, IDEMPOTENCY_KEY_REUSED, UNAVAILABLE; ValidationError
   */
  async create(
    _identity: TaskIdentity,
    _request: CreateTaskRequest,
    _options: CreateTaskOptions,
  ): Promise<{ readonly task: Task; readonly created: boolean }> {
    throw new Error('next commit');
  }

  /** One page of the tasks this person may see, newest first. `page` counts from 1. */
  async list(_identity: TaskIdentity, _filter: TaskFilter, _page: number, _pageSize: number): Promise<TaskPage> {
    throw new Error('next commit');
  }

  /** How many tasks this person may see match the filter. */
  async count(_identity: TaskIdentity, _filter: TaskFilter, _before?: string): Promise<number> {
    throw new Error('next commit');
  }

  /**
   * Every matching task this person may see, newest first, read in batches while the caller consumes them.
   *
   * @param before - only tasks created before this task id
   */
  // eslint-disable-next-line require-yield
  async *scan(_identity: TaskIdentity, _filter: TaskFilter, _before?: string): AsyncGenerator<TaskSummary> {
    throw new Error('next commit');
  }

  /** Counts by status and type of what this person may see. */
  async stats(_identity: TaskIdentity): Promise<TaskStats> {
    throw new Error('next commit');
  }

  /** @throws TaskError TASK_NOT_FOUND, also for somebody else's task */
  async get(_identity: TaskIdentity, _id: string): Promise<Task> {
    throw new Error('next commit');
  }

  /** @throws TaskError TASK_NOT_FOUND, TASK_RUNNING, TASK_FINISHED */
  async cancel(_identity: TaskIdentity, _id: string): Promise<Task> {
    throw new Error('next commit');
  }

  /** @throws TaskError TASK_NOT_FOUND, TASK_NOT_FAILED */
  async retry(_identity: TaskIdentity, _id: string): Promise<Task> {
    throw new Error('next commit');
  }

  /** Deletes a finished task and its artifact. @throws TaskError TASK_NOT_FOUND, TASK_NOT_FINISHED */
  async remove(_identity: TaskIdentity, _id: string): Promise<void> {
    throw new Error('next commit');
  }

  /** Opens the file a task produced. @throws TaskError TASK_NOT_FOUND, ARTIFACT_NOT_FOUND */
  async artifact(
    _identity: TaskIdentity,
    _id: string,
  ): Promise<{ readonly artifact: TaskArtifact; readonly stream: Readable }> {
    throw new Error('next commit');
  }
}
