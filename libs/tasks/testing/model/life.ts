import { deepStrictEqual } from 'node:assert';
import type { Creation } from '../../src/life/creation.js';
import type { WantedLock } from '../../src/once/once.js';
import { OWNERS, pick, PRIORITIES, TYPES } from './choices.js';
import { codeOf, touch, type StoreCommand } from './pair.js';
import { taskOf, TIMEOUT_MS } from './shown.js';
import { personWord, type Word } from './word.js';

const TITLE_PIECES = [
  '导出',
  '订单',
  '甲乙丙丁',
  '甲乙丙，',
  '哈哈哈',
  ' Monthly',
  ' export',
  ' 019a',
  ' internationalization',
  ' 2026-11',
  '（ＣＳＶ）',
  'ExportCustomers2026Q1',
  ' Straße 📊',
  ' résumé ~',
  'รายงาน',
];

/** The answer is the task as the word left it, whatever happens to it next. */
export const cancel = (n: number): Word =>
  personWord(
    'cancel',
    n,
    (store, id) => store.cancel(id),
    (model, id) => model.cancel(id) ?? taskOf(model.tasks.get(id)!, model.nowMs),
  );

export const retryByHand = (n: number): Word =>
  personWord(
    'retryByHand',
    n,
    (store, id) => store.retryByHand(id),
    (model, id) => model.retryByHand(id) ?? taskOf(model.tasks.get(id)!, model.nowMs),
  );

export const remove = (n: number): Word => {
  let head = { title: '', type: '' };
  return personWord(
    'remove',
    n,
    (store, id, model) => {
      head = model.tasks.get(id) ?? head;
      return store.remove(id, head);
    },
    (model, id) => model.remove(id),
  );
};

/** Retention comes by some tasks at once, in whatever state and one of them twice. */
export const removeFinished = (n: number): Word => ({
  name: `removeFinished(${n})`,
  prepare(model) {
    const ids = model.ids.length === 0 ? [] : [n, n + 1, n + 3, n].map((i) => pick(model.ids, i)!);
    const some = ids.map((id) => ({ id, head: model.tasks.get(id) ?? { title: '', type: '' } }));
    return {
      taskId: '*',
      real: ({ tasks }) => tasks.removeFinished(some),
      said: (before) => ids.filter((id) => before.remove(id) === null),
    };
  },
});

/** A create; numbers choose among what there is. */
export function create(what: {
  readonly owner: number;
  readonly type: number;
  readonly priority: number;
  readonly title: readonly number[];
  readonly maxRetries: number;
  readonly delayMs: number | null;
  readonly key: number | null;
  readonly hash: number;
  readonly once?: WantedLock | null;
  readonly params?: number;
  readonly startWithinMs?: number | null;
  readonly deadlineMs?: number | null;
}): StoreCommand {
  return {
    name: 'create',
    args: [what],
    async run(pair) {
      const { model, tasks } = pair;
      const request = {
        owner: pick(OWNERS, what.owner)!,
        type: pick(TYPES, what.type)!,
        priority: pick(PRIORITIES, what.priority)!,
        title: what.title.map((n) => pick(TITLE_PIECES, n)!).join(''),
        maxRetries: what.maxRetries,
        runAtMs: what.delayMs === null ? null : model.nowMs + what.delayMs,
        once: what.once ?? null,
        startWithinMs: what.startWithinMs ?? null,
        deadlineMs: what.deadlineMs == null ? null : model.nowMs + what.deadlineMs,
      };
      const params = what.params === undefined ? {} : { n: what.params };
      const key = what.key === null ? null : `key-${what.key}`;
      const hash = `hash-${what.hash}`;
      const expected = model.earlier(key, hash) ?? model.again(request.once, params, key, hash);
      const answer = await codeOf(
        tasks.create({
          head: {
            type: request.type,
            title: request.title,
            priority: request.priority,
            createdBy: { id: request.owner, username: request.owner, roles: ['user'] },
            timeoutMs: TIMEOUT_MS,
            locale: 'en',
            requestId: 'r',
            ...(request.startWithinMs === null ? {} : { startWithinMs: request.startWithinMs }),
            ...(request.deadlineMs === null ? {} : { deadlineAtMs: request.deadlineMs }),
          },
          params: JSON.stringify(params),
          once: request.once,
          maxRetries: request.maxRetries,
          runAtMs: request.runAtMs,
          idempotency: key === null ? null : { key, requestHash: hash },
        }),
      );
      if (expected !== null) {
        deepStrictEqual(typeof answer === 'string' ? { code: answer } : { id: (answer as Creation).id }, expected);
        touch(pair, '*');
        return;
      }
      const { id, task } = answer as Creation;
      deepStrictEqual([task?.id, task?.status], [id, 'pending']);
      const timeDigits = model.nextCreationMs().toString(16).padStart(12, '0');
      deepStrictEqual(id.replaceAll('-', '').slice(0, 13), `${timeDigits}7`, 'a UUIDv7 of its creation');
      model.created(id, request, params, key, hash);
      touch(pair, id);
    },
  };
}
