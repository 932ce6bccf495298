import type { Task, TaskFilter, TaskSort, TaskSummary } from '@task-queue/contracts';
import type { TaskIdentity } from '@task-queue/tasks';

/** A completed task; `overrides` says what is different about it. */
export function sampleTask(number: number, overrides: Partial<TaskSummary> = {}): TaskSummary {
  return {
    id: `01936b2e-0000-7000-8000-${String(number).padStart(12, '0')}`,
    type: 'reports.monthly',
    title: `月度报表 ${number}`,
    status: 'completed',
    priority: 'normal',
    progress: 100,
    progressText: null,
    resultSummary: 'done',
    error: null,
    retryCount: 0,
    maxRetries: 3,
    timeoutMs: 300_000,
    runAt: null,
    createdBy: { id: 'creator', username: '李雷' },
    createdAt: '2026-01-02T03:04:05.678Z',
    startedAt: '2026-01-02T03:04:06.000Z',
    finishedAt: '2026-01-02T03:04:07.000Z',
    artifact: null,
    version: 3,
    ...overrides,
  } as TaskSummary; // the overrides keep status and error together
}

/** What a handler asked {@link SampleTasks}. */
export interface Question {
  readonly identity: TaskIdentity;
  readonly filter: TaskFilter;
  readonly before: string | undefined;
  /** Of the scan alone. */
  readonly sort?: TaskSort;
}

/** Stands in for `TasksService`: gives its tasks one by one, remembers what it was asked, lets a test look on. */
export class SampleTasks {
  readonly asked: Question[] = [];
  /** How many tasks were read so far. */
  read = 0;
  readonly #released = Promise.withResolvers<void>();
  /** Settles when the reader has let go of the scan. */
  readonly released = this.#released.promise;

  /** @param onRead called with each task's place, from 1, before it is given */
  constructor(
    readonly total: number,
    private readonly taskAt: (number: number) => TaskSummary = sampleTask,
    private readonly onRead: (number: number) => unknown = () => undefined,
  ) {}

  /** The task that asks: it began just now, by the clock that tasks are finished by. */
  async get(_identity: TaskIdentity, id: string): Promise<Task> {
    return { ...sampleTask(1), id, startedAt: new Date().toISOString(), params: {} } as Task;
  }

  async count(identity: TaskIdentity, filter: TaskFilter, before?: string): Promise<number> {
    this.asked.push({ identity, filter, before });
    return this.total;
  }

  async *scan(
    identity: TaskIdentity,
    filter: TaskFilter,
    before?: string,
    sort?: TaskSort,
  ): AsyncGenerator<TaskSummary> {
    this.asked.push({ identity, filter, before, ...(sort && { sort }) });
    try {
      for (let number = 1; number <= this.total; number += 1) {
        await this.onRead(number);
        this.read = number;
        yield this.taskAt(number);
      }
    } finally {
      this.#released.resolve();
    }
  }
}
