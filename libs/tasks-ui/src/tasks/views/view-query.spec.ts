import { describe, expect, it } from '@jest/globals';
import type { TaskView } from '@task-queue/contracts';
import { parseListQuery, toQueryParams } from '../../data/list-query';
import { hiddenOf, isShown, keptOf, queryOf } from './view-query';

const parse = (text: string) => parseListQuery(new URLSearchParams(text));
const view = (change: Partial<TaskView>): TaskView => ({
  id: 'v1',
  name: '失败的导出',
  filter: {},
  sort: '-createdAt',
  columns: null,
  shared: false,
  createdBy: { id: 'u1', username: 'ann' },
  createdAt: '2026-11-23T08:00:00.000Z',
  ...change,
});

describe('a view of the list', () => {
  it('keeps filter, order and columns, and shows them again from wherever the list is', () => {
    const query = parse('status=failed&type=tasks.export&q=报表&sort=-finishedAt&page=3&pageSize=50');
    const kept = keptOf(query, ['creator', 'retries']);
    expect(kept).toEqual({
      filter: { status: ['failed'], type: ['tasks.export'], q: '报表' },
      sort: '-finishedAt',
      columns: ['priority', 'created', 'finished', 'duration'],
    });
    const elsewhere = { ...parse('priority=high&within=1h&createdBy=u1'), ...queryOf(view(kept)) };
    expect(toQueryParams(elsewhere)).toEqual({
      status: 'failed',
      type: 'tasks.export',
      q: '报表',
      sort: '-finishedAt',
    });
    expect(hiddenOf(view(kept))).toEqual(['creator', 'retries']);
    expect([isShown(view(kept), query), isShown(view(kept), parse('status=failed'))]).toEqual([true, false]);
  });

  it('does not keep a span that ends now, whose times would be others tomorrow', () => {
    expect(keptOf(parse('within=24h'), []).filter).toEqual({});
  });

  it('says nothing of columns where it has none', () => {
    expect(hiddenOf(view({}))).toBeNull();
  });
});
