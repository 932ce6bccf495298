import {
  refusalOf,
  TASK_TRANSITIONS,
  type ErrorCode,
  type TaskAction,
  type TaskEventName,
  type TaskStatus,
  type TaskTransition,
} from '@task-queue/contracts';
import type { ModelAttempt, ModelEvent, ModelTask, ModelTicket } from './model-task.js';
import { eventOf } from './new-model-task.js';

/** What there is, and the changes that every word is made of. */
export class ModelState {
  readonly tasks = new Map<string, ModelTask>();
  readonly events: ModelEvent[] = [];
  readonly keys = new Map<string, { readonly hash: string; readonly id: string }>();
  /** Who took each lock last. */
  readonly locks = new Map<string, string>();
  readonly tickets: ModelTicket[] = [];
  readonly attempts: ModelAttempt[] = [];
  /** Every id there ever was, in the order of creation. */
  readonly ids: string[] = [];
  /** Those whose records somebody damaged. */
  readonly damaged: string[] = [];

  constructor(
    public nowMs: number,
    public number: number,
  ) {}

  protected held({ taskId, number }: ModelTicket): ModelTask | null {
    const task = this.tasks.get(taskId);
    return task?.status === 'running' && task.attempts.length === number ? task : null;
  }

  protected asked(action: TaskAction, id: string): { task: ModelTask | null; refusal: ErrorCode | null } {
    const task = this.tasks.get(id);
    const refusal = task ? refusalOf(action, task.status) : 'TASK_NOT_FOUND';
    return { task: refusal === null ? task! : null, refusal };
  }

  /** Changes the status as the table says; `false` where it knows no such change. */
  protected move(task: ModelTask, transition: TaskTransition): boolean {
    const { from, to } = TASK_TRANSITIONS[transition];
    if (!(from as readonly TaskStatus[]).includes(task.status)) {
      return false;
    }
    task.status = to;
    return true;
  }

  protected newTicket(task: ModelTask, dueMs: number | null): void {
    task.ticket += 1;
    task.dueMs = dueMs !== null && dueMs > this.nowMs ? dueMs : null; // over already: its ticket is in its lane
    this.tickets.push({ taskId: task.id, number: task.ticket });
  }

  protected changed(task: ModelTask, name: TaskEventName): void {
    task.version += 1;
    this.events.push(eventOf(task, name, this.nowMs));
  }
}
