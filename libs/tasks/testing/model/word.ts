import { deepStrictEqual } from 'node:assert';
import type { AttemptStore } from '../../src/attempts/attempt-store.js';
import type { TaskStore } from '../../src/life/task-store.js';
import { pick, pickRecent } from './choices.js';
import { codeOf, touch, type Pair, type StoreCommand } from './pair.js';
import type { ModelAttempt } from './model-task.js';
import type { TaskModel } from './task-model.js';

/** What a worker or a person may ask of an existing task, on the store and on the model; answers are compared. */
export interface Word {
  readonly name: string;
  /** Whether the model has what the word needs: a ticket, an attempt, a task. */
  prepare(
    model: TaskModel,
  ): { real(pair: Pair): Promise<unknown>; said(model: TaskModel): unknown; taskId: string } | null;
}

/** Something a worker says of an attempt that there was. */
export function attemptWord(
  name: string,
  n: number,
  real: (store: AttemptStore, attempt: ModelAttempt) => Promise<boolean>,
  said: (model: TaskModel, attempt: ModelAttempt) => boolean,
): Word {
  return {
    name: `${name}(${n})`,
    prepare(model) {
      const attempt = (n % 3 === 0 ? pick(replaced(model), n) : undefined) ?? pickRecent(model.attempts, n);
      return attempt === undefined
        ? null
        : {
            taskId: attempt.taskId,
            real: ({ workers }) => real(workers[n % workers.length]!, attempt),
            said: (before) => said(before, attempt),
          };
    },
  };
}

/** Something a person asks of a task that there was. */
export function personWord(
  name: string,
  n: number,
  real: (store: TaskStore, id: string, model: TaskModel) => Promise<unknown>,
  said: (model: TaskModel, id: string) => unknown,
): Word {
  return {
    name: `${name}(${n})`,
    prepare(model) {
      const id = pick(model.ids, n);
      return id === undefined
        ? null
        : { taskId: id, real: ({ tasks }) => codeOf(real(tasks, id, model)), said: (before) => said(before, id) };
    },
  };
}

/** A word said once, alone. */
export function said(word: Word): StoreCommand {
  return {
    name: word.name,
    args: [],
    async run(pair) {
      const prepared = word.prepare(pair.model);
      if (prepared !== null) {
        const answer = await prepared.real(pair);
        deepStrictEqual(answer, prepared.said(pair.model), word.name);
        touch(pair, prepared.taskId);
      }
    },
  };
}

/** Attempts that were given up, while the next one of their task runs: their late words must change nothing. */
function replaced({ attempts, tasks }: TaskModel): ModelAttempt[] {
  return attempts.filter(({ taskId, number }) => {
    const task = tasks.get(taskId);
    return task?.status === 'running' && task.attempts.length !== number;
  });
}
