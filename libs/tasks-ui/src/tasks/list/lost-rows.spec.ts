import { describe, expect, it } from '@jest/globals';
import type { TaskSummary } from '@task-queue/contracts';
import { summary } from '../../../testing/summary';
import { parseListQuery, type ListQuery } from '../../data/list-query';
import { isLost, queryBeyond } from './lost-rows';

const at = (second: number, change: Partial<TaskSummary> = {}): TaskSummary =>
  summary({ id: `t${second}`, createdAt: `2026-11-23T08:00:0${second}.500Z`, ...change });
const queryOf = (text: string): ListQuery => ({ ...parseListQuery(new URLSearchParams(text)), pageSize: 2 });
const BEFORE = '01936b2e-0000-7000-8000-000000000001';

describe('what to read of rows that a page does not reach', () => {
  it('is nothing where it tells of them all', () => {
    const page = { query: queryOf(''), items: [at(5), at(3)] };
    expect(queryBeyond([at(5), at(4)], page, 0)).toBe(null);
    expect(queryBeyond([at(1)], { ...page, items: [at(5)] }, 0)).toBe(null);
  });

  it('is what matches from the newest of them on, in the list’s own order', () => {
    const page = { query: queryOf('status=pending&sort=progress&page=3'), items: [at(5), at(4)] };
    const query = queryBeyond([at(2), at(3), at(9, { status: 'completed' })], page, 0);
    expect(query).toMatchObject({ createdTo: '2026-11-23T08:00:03.501Z', sort: '-createdAt', page: 1, before: '' });
    expect(query).toMatchObject({ status: ['pending'], pageSize: 2 });
  });
});

describe('a row that a reading lacks', () => {
  it.each([
    ['lost where page one reaches below it', '', [4, 2], 3, true],
    ['not lost below a full page', '', [5, 4], 3, false],
    ['not lost where it was created together with the last', '', [5, 3], 3, false],
    ['lost below a page that is not full', '', [5], 3, true],
    ['lost above what follows a task', `before=${BEFORE}`, [2, 1], 3, true],
    ['not lost above a page by its number', 'page=2', [2, 1], 3, false],
    ['lost on a page by its number', 'page=2', [4, 2], 3, true],
    ['not lost in another order', 'sort=progress', [4, 2], 3, false],
    ['lost in another order where all that matches was read', 'sort=progress', [4], 3, true],
  ])('is %s', (_name, text, seconds, second, isSo) => {
    // The one of the same instant is another task.
    const items = seconds.map((one) => at(one, one === second ? { id: 'other' } : {}));
    expect(isLost(at(second), [{ query: queryOf(text), items }])).toBe(isSo);
  });

  it('is not lost where another reading has it', () => {
    const query = queryOf('');
    const readings = [
      { query, items: [at(4), at(2)] },
      { query, items: [at(3), at(2)] },
    ];
    expect(isLost(at(3), readings)).toBe(false);
  });
});
