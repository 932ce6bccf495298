import { describe, expect, it } from '@jest/globals';
import { parseListQuery, toQueryParams } from './list-query';

const parse = (text: string) => parseListQuery(new URLSearchParams(text));

describe('the address of a list', () => {
  it('restores the view it was written from', () => {
    const query = parse('page=3&pageSize=50&status=running,failed&type=tasks.export&priority=high&q=导出 a%26b');
    expect(query).toEqual({
      page: 3,
      pageSize: 50,
      status: ['running', 'failed'],
      type: ['tasks.export'],
      priority: ['high'],
      q: '导出 a&b',
    });
    expect(parse(new URLSearchParams(toQueryParams(query)).toString())).toEqual(query);
  });

  it('is empty for the view everybody begins with', () => {
    expect(toQueryParams(parse(''))).toEqual({});
  });

  it('still opens when parts of it make no sense', () => {
    expect(parse('page=-1&pageSize=7&status=flying,failed')).toMatchObject({
      page: 1,
      pageSize: 20,
      status: ['failed'],
    });
    expect(parse('page=abc')).toMatchObject({ page: 1 });
  });
});
