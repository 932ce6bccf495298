import { describe, expect, it } from '@jest/globals';
import type { TaskStatus, TaskSummary } from '@task-queue/contracts';
import { parseListQuery } from '../../data/list-query';
import { idsBehindPill, settleRows, type Settling } from './settle-rows';
import { summary } from '../../../testing/summary';

const row = (id: string, version = 1, status: TaskStatus = 'pending'): TaskSummary => summary({ id, version, status });
const ids = (rows: readonly TaskSummary[]): string[] => rows.map(({ id }) => id);

const settling = (text = '', change: Partial<Settling> = {}): Settling => ({
  query: parseListQuery(new URLSearchParams(text)),
  nowMs: 0,
  deleted: new Set(),
  beyond: null,
  told: new Set(),
  isHeld: false,
  behindPill: new Set(),
  ...change,
});

describe('rows read again behind the scenes', () => {
  it('are the same list when nothing is news', () => {
    const rows = [row('b'), row('a')];
    expect(settleRows(rows, [row('b'), row('a')], settling())).toBe(rows);
  });

  it('take newer versions, and never older ones', () => {
    const settled = settleRows([row('b', 3), row('a')], [row('b', 2), row('a', 4)], settling());
    expect(settled.map(({ version }) => version)).toEqual([3, 4]);
  });

  it('in another order fill up from what was read, and not with what is behind the pill', () => {
    const fresh = [row('z'), row('a'), row('m'), row('c')];
    const change = { deleted: new Set(['c']), behindPill: new Set(['z']) };
    expect(ids(settleRows([row('c'), row('a')], fresh, settling('sort=duration', change)))).toEqual(['a', 'm']);
  });

  it('lose what is gone or left the filter, and fill up from below', () => {
    const rows = [row('e', 1, 'running'), row('d', 2, 'completed'), row('c', 1, 'running')];
    const fresh = [row('e', 1, 'running'), row('b', 1, 'running'), row('a', 1, 'running')];
    const settled = settleRows(rows, fresh, settling('status=running', { deleted: new Set(['c']) }));
    expect(ids(settled)).toEqual(['e', 'b', 'a']);
  });

  it('lose what the server has no more, though nobody told: bulk deletes and quick ends are only counted', () => {
    const rows = [row('d', 2, 'running'), row('c', 2, 'running'), row('b', 2, 'running')];
    const fresh = [row('d', 2, 'running'), row('a', 2, 'running')];
    expect(ids(settleRows(rows, fresh, settling('status=running')))).toEqual(['d', 'a']);
    expect(ids(settleRows(rows, [], settling('status=running&sort=progress')))).toEqual([]);
  });

  it('keep what new tasks have pushed off the page, as far as it is still there', () => {
    const at = (minute: number): TaskSummary =>
      summary({ id: `0${minute}`, createdAt: `2026-11-23T08:0${minute}:00.000Z` });
    const query = { ...settling().query, pageSize: 3 };
    const fresh = [at(9), at(8), at(7)];
    expect(ids(settleRows([at(5), at(4)], fresh, settling('', { query })))).toEqual(['05', '04']);
    const beyond = { query, items: [at(4), at(3), at(2)] };
    expect(ids(settleRows([at(5), at(4)], fresh, settling('', { query, beyond })))).toEqual(['04', '03', '02']);
    expect(ids(settleRows([at(8), at(5)], fresh, settling('', { query, beyond })))).toEqual(['08', '07']);
  });

  it('keep what was told of while the page was read: the answer may be older', () => {
    const change = { told: new Set(['c']) };
    expect(ids(settleRows([row('c', 3), row('b')], [row('a')], settling('', change)))).toEqual(['c', 'a']);
  });

  it('leave what is new behind the pill', () => {
    expect(ids(settleRows([row('b')], [row('c'), row('b'), row('a')], settling()))).toEqual(['b', 'a']);
  });

  it('show what is new when there was nothing to push', () => {
    expect(ids(settleRows([], [row('b'), row('a')], settling()))).toEqual(['b', 'a']);
  });

  it('hold still while somebody points at them, and change where they stand', () => {
    const rows = [row('c'), row('b')];
    const fresh = [row('c', 2, 'running'), row('a')];
    const settled = settleRows(rows, fresh, settling('', { deleted: new Set(['b']), isHeld: true }));
    expect(settled).toMatchObject([
      { id: 'c', status: 'running' },
      { id: 'b', version: 1 },
    ]);
  });
});

describe('what is behind the pill', () => {
  it('is what belongs above the last row and is not among the rows', () => {
    const fresh = [row('d'), row('c'), row('b'), row('a')];
    expect([...idsBehindPill(new Set(['x']), [row('c'), row('b')], fresh, 20)]).toEqual(['d']);
  });

  it('stays counted where there is more of it than a page holds', () => {
    const fresh = [row('f'), row('e')];
    expect([...idsBehindPill(new Set(['f', 'e', 'd']), [row('b'), row('a')], fresh, 2)]).toEqual(['f', 'e', 'd']);
  });
});
