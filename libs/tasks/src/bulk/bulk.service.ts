import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { AuditLog, AuditTrail, noteForAudit } from '@task-queue/audit-trail';
import {
  may,
  TASK_ACTIONS,
  type AuditFields,
  type BulkAction,
  type BulkOutcome,
  type ErrorCode,
  type Task,
  type TaskFilter,
} from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { reachOf } from '../domain/visibility.js';
import { toStoreFilter } from '../index/task-filter.js';
import { TaskStore } from '../life/task-store.js';
import type { CreateTaskOptions } from '../new-task.js';
import { TasksService } from '../tasks.service.js';

/** The type of the tasks that do one thing with everything that matches. */
const BULK_TYPE = 'tasks.bulk';

/** One thing done with many tasks: at once with those that are named, in the background with all that match. */
@Injectable()
export class BulkService {
  constructor(
    private readonly tasks: TasksService,
    private readonly store: TaskStore,
    private readonly audit: AuditLog,
    @Optional() @Inject(AuditTrail) private readonly trail?: AuditTrail,
  ) {}

  /** Does one thing with up to 100 tasks; each has one outcome, also where its id is given twice. */
  async on(identity: TaskIdentity, action: BulkAction, ids: readonly string[]): Promise<BulkOutcome[]> {
    const act = (): Promise<BulkOutcome[]> =>
      Promise.all(
        [...new Set(ids)].map(async (id): Promise<BulkOutcome> => {
          const code = await this.act(identity, action, id);
          return code === null ? { id, ok: true } : { id, ok: false, code };
        }),
      );
    noteForAudit({ ofOthers: may(identity, 'tasks:control:all') });
    return this.audit.tellOfMany({ action, count: ids.length }, act, outcomesTold);
  }

  /**
   * Starts a task that does one thing with everything that matches now.
   *
   * @throws ProblemError FORBIDDEN; UNKNOWN_TASK_TYPE where no handler of `tasks.bulk` is registered
   */
  async onMatching(
    identity: TaskIdentity,
    action: BulkAction,
    filter: TaskFilter,
    options: CreateTaskOptions,
  ): Promise<Task> {
    const { permission } = TASK_ACTIONS[action];
    noteForAudit({ after: { action, filter }, ofOthers: may(identity, 'tasks:control:all') });
    const snapshot = randomUUID();
    const storeFilter = toStoreFilter(filter, reachOf(identity, permission));
    if (storeFilter !== null) {
      await this.store.snapshot(storeFilter, snapshot);
    }
    // What stops waits for no slot in the lane of what it is to stop, where that is the usual one.
    const lane = action === 'stop' ? ({ priority: 'high' } as const) : {};
    const request = { type: BULK_TYPE, params: { action, filter, snapshot }, ...lane };
    try {
      return (await this.tasks.create(identity, request, options, permission)).task;
    } catch (error) {
      await this.forgetSnapshot(snapshot).catch(() => undefined); // out of reach, it is forgotten in a week
      throw error;
    }
  }

  /** Deletes what {@link onMatching} fixed, once nobody needs it any more. */
  async forgetSnapshot(snapshot: string): Promise<void> {
    await this.store.forgetSnapshot(snapshot);
  }

  /**
   * Tells in the audit log what was done to many in the background, where the application keeps one.
   *
   * @param taskId - the task that did it
   * @param type - of that task
   */
  async tellOutcome(
    identity: TaskIdentity,
    taskId: string,
    outcome: AuditFields,
    type: string = BULK_TYPE,
  ): Promise<void> {
    if (this.trail !== undefined) {
      const who = { id: identity.id, username: identity.username };
      await this.audit.append({
        action: 'tasks.bulk',
        who,
        target: { type: 'task', id: taskId },
        name: type,
        after: outcome,
        ofOthers: may(identity, 'tasks:control:all'),
      });
    }
  }

  /** Does one thing with one task. @returns why it was refused, or `null`; Redis out of reach is thrown */
  async act(identity: TaskIdentity, action: BulkAction, id: string): Promise<ErrorCode | null> {
    try {
      switch (action) {
        case 'cancel':
          await this.tasks.cancel(identity, id);
          break;
        case 'stop':
          await this.tasks.stop(identity, id, {});
          break;
        case 'retry':
          await this.tasks.retry(identity, id);
          break;
        case 'delete':
          await this.tasks.remove(identity, id);
          break;
      }
      return null;
    } catch (error) {
      if (error instanceof ProblemError && error.code !== 'UNAVAILABLE') {
        return error.code;
      }
      throw error;
    }
  }
}

/** What came of many, for the audit log: which tasks it was done to, and how often it was refused with which code. */
function outcomesTold(outcomes: readonly BulkOutcome[]): AuditFields {
  const refused: Partial<Record<ErrorCode, number>> = {};
  for (const { code } of outcomes) {
    if (code !== undefined) {
      refused[code] = (refused[code] ?? 0) + 1;
    }
  }
  return { taskIds: outcomes.filter(({ ok }) => ok).map(({ id }) => id), refused };
}
