import { deepStrictEqual } from 'node:assert';
import type { TaskFilter } from '@task-queue/contracts';
import * as fc from 'fast-check';
import { toStoreFilter } from '../../src/index/task-filter.js';
import { ManualClock } from '../redis-fixture.js';
import { OWNERS, PRIORITIES, TYPES } from './choices.js';
import type { Pair, StoreCommand } from './pair.js';
import { summaryOf } from './shown.js';

export const QUERIES = [
  ...['导', '导出', '导出订单', '订单导出', '甲乙丙丁', '哈哈哈哈', '导出导出导出', '磁盘已满', '失败导出'],
  ...['x'.repeat(13), 'x'.repeat(40), 'x'.repeat(41), 'internationalizati', 'internationalizationx'],
  ...['expo', 'export', 'ex', 'monthly refused', '导出 csv', '019a', 'demo.steps', '2026-11', '月', 'nothing like it'],
  ...['q1', 'Q', '2026q', 'customers2026', 'STRASSE', 'resume', '📊 stra', '~', 'งาน', 'รายงาน', 'server', 'istanbul'],
];

/** Somebody looks at a page of a list. */
export function look(
  which: TaskFilter,
  window: { readonly offset: number; readonly limit: number; readonly below: number },
) {
  return {
    name: 'look',
    args: [which, window],
    run: (pair: Pair) => compareList(pair, which, window),
  } satisfies StoreCommand;
}

/** A filter of every kind of facet, alone and together. */
export const filters = fc.record(
  {
    status: fc.subarray(['pending', 'running', 'completed', 'failed', 'cancelled'] as const, { maxLength: 3 }),
    type: fc.subarray([...TYPES], { maxLength: 2 }),
    priority: fc.subarray([...PRIORITIES], { maxLength: 2 }),
    createdBy: fc.constantFrom(...OWNERS),
    q: fc.constantFrom(...QUERIES),
    createdFrom: fc
      .integer({ min: 0, max: 120_000 })
      .map((ms) => new Date(new ManualClock().nowMs() + ms).toISOString()),
    createdTo: fc.oneof(
      fc.integer({ min: 0, max: 120_000 }).map((ms) => new Date(new ManualClock().nowMs() + ms).toISOString()),
      fc.constant('1970-01-01T00:00:00.000Z'), // before all there ever was
    ),
  },
  { requiredKeys: [] },
);

/** Whether a page is what the model lists, by its place and after a task. */
export async function compareList(
  { tasks, model }: Pair,
  filter: TaskFilter,
  { offset, limit, below }: { readonly offset: number; readonly limit: number; readonly below: number },
): Promise<void> {
  const storeFilter = toStoreFilter(filter, null);
  const highest = below === 0 ? Infinity : model.number - below;
  const expected = model.list(filter).filter(({ number }) => below === 0 || number < highest);
  if (storeFilter === null || highest <= 0) {
    return;
  }
  const { total, items } = await tasks.list(storeFilter, {
    offset,
    limit,
    countAll: true,
    ...(below === 0 ? {} : { belowNumber: highest }),
  });
  deepStrictEqual(
    { total, items: items.map(({ task }) => task) },
    {
      total: expected.length,
      items: expected.slice(offset, offset + limit).map((task) => summaryOf(task, model.nowMs)),
    },
    `list ${JSON.stringify({ filter, offset, limit, below })}`,
  );
  const place = model.ids.length === 0 ? 0 : offset % model.ids.length; // of any task, also of one that is gone
  const afterId = model.ids[place];
  if (afterId !== undefined) {
    const after = await tasks.list(storeFilter, { offset: 0, limit, afterId, countAll: true });
    const all = model.list(filter);
    const afterNumber = model.number - model.ids.length + 1 + place;
    const passed = all.filter(({ number }) => number >= afterNumber).length;
    deepStrictEqual(
      { total: after.total, passed: after.passed, items: after.items.map(({ task }) => task) },
      {
        total: all.length,
        passed,
        items: all.slice(passed, passed + limit).map((task) => summaryOf(task, model.nowMs)),
      },
      `list ${JSON.stringify({ filter, limit, afterId })}`,
    );
  }
}
