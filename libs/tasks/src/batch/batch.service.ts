import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '@task-queue/audit-trail';
import type { AuditFields, BatchCreateOutcome } from '@task-queue/contracts';
import { ProblemError, problemOfError } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { requirePermission } from '../domain/visibility.js';
import type { CreateTaskOptions } from '../new-task.js';
import { TasksService } from '../tasks.service.js';
import { readItem } from './read-batch.js';

/** So many of the tasks that one made are named in the audit log. */
const MOST_TOLD = 20;

/** After so long others have their turn. */
const LONGEST_TURN_MS = 10;

/** Many tasks created by one call, each as if it had come alone. */
@Injectable()
export class BatchService {
  readonly #logger = new Logger(BatchService.name);

  constructor(
    private readonly tasks: TasksService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Creates tasks. One that is refused keeps no other from being created.
   *
   * @param items - as they came
   * @returns one outcome each, in their order
   * @throws ProblemError FORBIDDEN; UNAVAILABLE where none of them could be created because of Redis
   */
  async create(
    identity: TaskIdentity,
    items: readonly unknown[],
    options: Omit<CreateTaskOptions, 'idempotencyKey'>,
  ): Promise<readonly BatchCreateOutcome[]> {
    requirePermission(identity, 'tasks:create');
    const act = (): Promise<readonly BatchCreateOutcome[]> => this.#createAll(identity, items, options);
    return this.audit.tellOfMany({ count: items.length }, act, outcomesTold);
  }

  async #createAll(
    ...[identity, items, options]: Parameters<BatchService['create']>
  ): ReturnType<BatchService['create']> {
    const creations: Promise<BatchCreateOutcome>[] = [];
    let sinceMs = performance.now();
    for (const item of items) {
      creations.push(this.#create(identity, item, options));
      if (performance.now() - sinceMs > LONGEST_TURN_MS) {
        await nextTurn();
        sinceMs = performance.now();
      }
    }
    const outcomes = await Promise.all(creations);
    if (outcomes.every(({ problem }) => problem?.code === 'UNAVAILABLE')) {
      throw new ProblemError('UNAVAILABLE');
    }
    return outcomes;
  }

  async #create(
    identity: TaskIdentity,
    item: unknown,
    options: Omit<CreateTaskOptions, 'idempotencyKey'>,
  ): Promise<BatchCreateOutcome> {
    try {
      const { idempotencyKey, ...request } = await readItem(item);
      const { task, created, deduplicated } = await this.tasks.create(identity, request, {
        ...options,
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      return { ok: true, status: created ? 201 : 200, task, ...(deduplicated ? { deduplicated } : {}) };
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        this.#logger.error({ err: error, requestId: options.requestId }, 'A task of a batch could not be created');
      }
      const refusal = error instanceof ProblemError ? error : new ProblemError('INTERNAL', { cause: error });
      const problem = problemOfError(refusal, options);
      return { ok: false, status: problem.status, problem };
    }
  }
}

/** What came of a batch, for the audit log: `null` where all of it was there before, and stays as it was. */
function outcomesTold(outcomes: readonly BatchCreateOutcome[]): AuditFields | null {
  if (outcomes.every(({ ok, status, deduplicated }) => ok && status === 200 && deduplicated !== true)) {
    return null;
  }
  const made = outcomes.flatMap(({ status, task }) => (status === 201 && task !== undefined ? [task.id] : []));
  return {
    taskIds: made.slice(0, MOST_TOLD),
    created: made.length,
    refused: outcomes.filter(({ ok }) => !ok).length,
  };
}
