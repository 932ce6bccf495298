import { FormControl, FormGroup } from '@angular/forms';
import {
  type CreateTaskRequest,
  MAX_RETRIES,
  MAX_TIMEOUT_MS,
  MAX_TITLE_LENGTH,
  type TaskPriority,
  type TaskType,
} from '@task-queue/contracts';
import { checkedBy, wholeBetween, type FieldProblem } from '@task-queue/ui/form-controls';
import { timeProblem, toInstant } from '@task-queue/ui/time-field';
import type { TaskDraft } from './task-draft';

/** What every task is asked besides its params, as its fields hold it. */
export type OptionsForm = ReturnType<typeof optionsForm>;

/** The fields for a task's options, filled with a draft's where there is one. */
export function optionsForm(draft: TaskDraft | null) {
  const nonNullable = true;
  return new FormGroup({
    title: new FormControl(draft?.title ?? '', { nonNullable, validators: checkedBy(titleProblem) }),
    priority: new FormControl<TaskPriority>(draft?.priority ?? 'normal', { nonNullable }),
    /** A local time; `null` for at once. */
    runAt: new FormControl<string | null>(null, checkedBy(runTimeProblem)),
    maxRetries: new FormControl<number | null>(null, checkedBy(wholeBetween(0, MAX_RETRIES))),
    timeoutSeconds: new FormControl<number | null>(null, checkedBy(wholeBetween(1, MAX_TIMEOUT_MS / 1_000))),
    /** Whether nothing is created while there is the same. */
    isUnique: new FormControl(false, { nonNullable }),
    /** A local time; `null` or empty for none. */
    deadlineAt: new FormControl<string | null>(null, checkedBy(deadlineProblem)),
  });
}

/** Fills in what a type has by default, or a draft of the type had, except where a person has written. */
export function suggestOptions(options: OptionsForm, type: TaskType, draft: TaskDraft | null): void {
  const own = draft?.type === type.type ? draft : null;
  const timeoutMs = own?.timeoutMs ?? type.defaults.timeoutMs;
  const suggested = {
    priority: own?.priority ?? type.defaults.priority,
    maxRetries: own?.maxRetries ?? type.defaults.maxRetries,
    timeoutSeconds: Math.ceil(timeoutMs / 1000),
  };
  for (const [name, value] of Object.entries(suggested)) {
    const control = options.get(name);
    if (control?.pristine) {
      control.setValue(value);
    }
  }
}

/** What valid fields hold, as a request has it; what is left empty is left out. */
export function optionsOf(options: OptionsForm): Omit<CreateTaskRequest, 'type' | 'params'> {
  const { title, priority, runAt, maxRetries, timeoutSeconds, isUnique, deadlineAt } = options.getRawValue();
  return {
    priority,
    ...(title.trim() === '' ? {} : { title: title.trim() }),
    ...(runAt === null ? {} : { runAt: toInstant(runAt) }),
    ...(maxRetries === null ? {} : { maxRetries }),
    ...(timeoutSeconds === null ? {} : { timeoutMs: timeoutSeconds * 1000 }),
    ...(isUnique ? { unique: {} } : {}),
    ...(deadlineAt === null || deadlineAt === '' ? {} : { deadlineAt: toInstant(deadlineAt) }),
  };
}

function titleProblem(value: unknown): FieldProblem | null {
  const { length } = String(value);
  return length > MAX_TITLE_LENGTH
    ? { key: 'tooLong', values: { max: MAX_TITLE_LENGTH, length }, counted: MAX_TITLE_LENGTH }
    : null;
}

function runTimeProblem(value: unknown): FieldProblem | null {
  return value === '' ? { key: 'required' } : timeProblem(value as string | null); // it holds nothing else
}

function deadlineProblem(value: unknown): FieldProblem | null {
  return value === '' ? null : timeProblem(value as string | null); // it holds nothing else
}
