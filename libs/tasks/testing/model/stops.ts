import { deepStrictEqual } from 'node:assert';
import { attemptWord, personWord, type Word } from './word.js';
import { codeOf, type StoreCommand } from './pair.js';
import { taskOf } from './shown.js';
import { known } from './known-failure.js';

/** So long an overdue attempt is left to its worker, in milliseconds. */
const LEFT_MS = 1_000;

/** A person asks for a stop: what is answered is the task as that left it, and whether anything was left to ask for. */
export const stop = (n: number, byForce: boolean): Word => {
  const graceMs = n % 2 ? 30_000 : 1_000;
  const by = { id: 'operator', username: 'operator' };
  return personWord(
    'stop',
    n,
    (store, id) => store.stop(id, { by, reason: 'why', graceMs, byForce, isStoppable: true }),
    (model, id) => {
      const answer = model.stop(id, by.id, graceMs, byForce);
      return answer === 'requested' || answer === 'again'
        ? { task: taskOf(model.tasks.get(id)!, model.nowMs), isNew: answer === 'requested' }
        : answer;
    },
  );
};

export const acknowledgeStop = (n: number): Word =>
  attemptWord(
    'acknowledgeStop',
    n,
    (store, attempt) => store.acknowledgeStop(attempt),
    (model, attempt) => model.acknowledgeStop(attempt),
  );

/** What a worker says of an attempt that was to stop: that it has, with an error of its own perhaps, or that it has not in time. */
export const endStopped = (n: number): Word => ({
  ...attemptWord(
    'endStopped',
    n,
    (store, attempt) =>
      n % 3 === 0
        ? store.abandon(attempt)
        : store.stopped(
            attempt,
            n % 2 ? known({ message: 'm', code: 'HANDLER_ERROR', attempt: attempt.number }) : null,
          ),
    (model, attempt) =>
      n % 3 === 0
        ? model.stopped(attempt, 'abandoned', null)
        : model.stopped(
            attempt,
            'stopped',
            n % 2 ? known({ message: 'm', code: 'HANDLER_ERROR', attempt: attempt.number }) : null,
          ),
  ),
});

/** A handler ends at last, or never was told to stop. */
export const handlerEnded = (n: number): Word =>
  attemptWord(
    'handlerEnded',
    n,
    (store, attempt) => store.handlerEnded(attempt),
    (model, attempt) => model.handlerEnded(attempt),
  );

/** Somebody looks for those whose grace is over. */
export function abandonOverdue(limit: number): StoreCommand {
  return {
    name: 'abandonOverdue',
    args: [limit],
    async run({ model, workers }) {
      deepStrictEqual(await codeOf(workers[0]!.abandonOverdue(LEFT_MS, limit)), model.abandonOverdue(LEFT_MS, limit));
    },
  };
}
