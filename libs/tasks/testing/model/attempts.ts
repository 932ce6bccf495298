import { deepStrictEqual } from 'node:assert';
import type { TaskFailure } from '@task-queue/contracts';
import { pick, pickRecent } from './choices.js';
import { touch, WORKERS, type StoreCommand } from './pair.js';
import type { ModelAttempt } from './model-task.js';
import { attemptWord, type Word } from './word.js';
import { known } from './known-failure.js';

const MESSAGES = [
  'disk full',
  '磁盘已满',
  '导出失败，导出订单',
  'export refused: 甲乙丙',
  'x'.repeat(250),
  '😀 \u0000',
  'HTTPServer: ~~ İstanbul 磁盘',
];

/** A start with any ticket that was ever issued. */
export function start(n: number): Word {
  return {
    name: `start(${n})`,
    prepare(model) {
      const ticket = pickRecent(model.tickets, n);
      const worker = n % WORKERS.length;
      return ticket === undefined
        ? null
        : {
            taskId: ticket.taskId,
            real: async ({ workers }) => (await workers[worker]!.start(ticket))?.number ?? null,
            said: (before) => before.start(ticket, WORKERS[worker]!),
          };
    },
  };
}

export const complete = (n: number): Word => {
  const artifact = n % 3 === 0 ? { name: 'a.csv', contentType: 'text/csv', sizeBytes: n } : null;
  return attemptWord(
    'complete',
    n,
    (store, attempt) =>
      store.complete(
        attempt,
        `{"n":${n}}`,
        n % 2 ? '完成' : null,
        artifact && { ...artifact, attempt: attempt.number },
      ),
    (model, attempt) => model.complete(attempt, { n }, n % 2 ? '完成' : null, artifact),
  );
};

/** A failure: a retry where the worker thinks that one is left, the end where not or where nothing may help. */
export const fail = (n: number, delayMs: number): Word => {
  const failureOf = ({ number }: ModelAttempt): TaskFailure =>
    known({
      message: pick(MESSAGES, n)!,
      code: n % 5 === 0 ? 'UNRECOVERABLE' : 'HANDLER_ERROR',
      attempt: number,
      ...(n % 2 ? { stack: 'at …' } : {}),
    });
  const retries = (attempt: ModelAttempt): boolean => attempt.hasRetryLeft && n % 5 !== 0;
  return attemptWord(
    'fail',
    n,
    (store, attempt) =>
      retries(attempt) ? store.retry(attempt, failureOf(attempt), delayMs) : store.fail(attempt, failureOf(attempt)),
    (model, attempt) =>
      retries(attempt) ? model.retry(attempt, failureOf(attempt), delayMs) : model.fail(attempt, failureOf(attempt)),
  );
};

export const interrupt = (n: number): Word =>
  attemptWord('interrupt', n, (store, attempt) => store.interrupt(attempt), (model, attempt) => model.interrupt(attempt)); // prettier-ignore

export const renew = (n: number): Word =>
  attemptWord(
    'renew',
    n,
    async (store, attempt) => (await store.renew([attempt])).lost.length === 0,
    (model, attempt) => model.renew(attempt),
  );

export const progress = (n: number, percent: number, lines: number): Word => {
  const log = Array.from({ length: lines }, (_, i) => ({ at: 'x', attempt: 1, line: `${n}-${i}` }));
  const text = n % 4 === 0 ? null : `第 ${n} 步`;
  return attemptWord(
    'progress',
    n,
    (store, attempt) => store.progress(attempt, { percent, text, logLines: log.map((line) => JSON.stringify(line)) }),
    (model, attempt) => model.progress(attempt, percent, text, log),
  );
};

/** A running task is given back and begun again, by the other worker perhaps. */
export function beginAgain(n: number): StoreCommand {
  return {
    name: 'beginAgain',
    args: [n],
    async run(pair) {
      const { model } = pair;
      const held = model.attempts.findLastIndex(
        ({ taskId, number }) =>
          model.tasks.get(taskId)?.status === 'running' && model.tasks.get(taskId)?.attempts.length === number,
      );
      if (held >= 0) {
        const { taskId, number } = model.attempts[held]!;
        deepStrictEqual(await pair.workers[0]!.interrupt({ taskId, number }), model.interrupt(model.attempts[held]!));
        const ticket = model.tickets.findLast((one) => one.taskId === taskId)!;
        const started = await pair.workers[n % WORKERS.length]!.start(ticket);
        deepStrictEqual(started?.number ?? null, model.start(ticket, WORKERS[n % WORKERS.length]!));
        touch(pair, taskId);
      }
    },
  };
}
