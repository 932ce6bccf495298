import { describe, expect, it } from '@jest/globals';
import { isFiltered, parseListQuery, toApiParams, toQueryParams, toTaskFilter } from './list-query';

const parse = (text: string, ownPageSize?: number) => parseListQuery(new URLSearchParams(text), ownPageSize);
const write = (text: string, ownPageSize?: number) => toQueryParams(parse(text, ownPageSize), ownPageSize);

describe('the address of a list', () => {
  it('restores the view it was written from', () => {
    const query = parse(
      'page=3&pageSize=50&status=running,failed&type=tasks.export&priority=high&q=导出 a%26b&createdBy=u1' +
        '&createdFrom=2026-11-01T00:00:00Z&createdTo=2026-12-01T00:00:00.000Z&finishedFrom=2026-11-02T00:00:00Z&finishedTo=2026-11-03T00:00:00Z&fingerprint=1f0c2a9b7d3e4f58,boom' +
        '&scheduleId=019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c56,mine',
    );
    expect(query).toEqual({
      page: 3,
      fingerprint: ['1f0c2a9b7d3e4f58'],
      scheduleId: ['019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c56'],
      before: '',
      sort: '-createdAt',
      pageSize: 50,
      status: ['running', 'failed'],
      type: ['tasks.export'],
      priority: ['high'],
      q: '导出 a&b',
      createdBy: 'u1',
      within: null,
      createdFrom: '2026-11-01T00:00:00.000Z',
      createdTo: '2026-12-01T00:00:00.000Z',
      finishedFrom: '2026-11-02T00:00:00.000Z',
      finishedTo: '2026-11-03T00:00:00.000Z',
    });
    expect(parse(new URLSearchParams(toQueryParams(query)).toString())).toEqual(query);
  });

  it('holds an order that is not the list’s own, in which no page begins after a task', () => {
    const query = parse('sort=-finishedAt&before=019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c56');
    expect(query).toMatchObject({ sort: '-finishedAt', before: '' });
    expect(toQueryParams(query)).toEqual({ sort: '-finishedAt' });
    expect(toApiParams(query, 0).get('sort')).toBe('-finishedAt');
    expect(toQueryParams(parse('sort=title'))).toEqual({});
  });

  it('is empty for the view everybody begins with', () => {
    expect(toQueryParams(parse(''))).toEqual({});
    expect(isFiltered(parse('page=2'))).toBe(false);
  });

  it('still opens when parts of it make no sense', () => {
    expect(parse('page=-1&pageSize=7&status=flying,failed&within=9y&createdTo=soon')).toMatchObject({
      page: 1,
      pageSize: 20,
      status: ['failed'],
      within: null,
      createdTo: '',
    });
    expect(parse('page=abc&within=constructor')).toMatchObject({ page: 1, within: null });
  });

  it.each([
    ['page=1e400', { page: 1 }],
    ['q=%E2%80%8B%00', { q: '' }],
    ['page=9007199254740993', { page: 1 }],
    [`type=${'x'.repeat(101)},a`, { type: ['a'] }],
    [`createdBy=${'x'.repeat(201)}`, { createdBy: '' }],
    ['createdTo=%2B275760-09-13T00:00:00Z', { createdTo: '' }],
    ['createdFrom=-271821-04-20T00:00:00Z', { createdFrom: '' }],
  ])('leaves out what the server would refuse: %s', (text, expected) => {
    expect(parse(text)).toMatchObject(expected);
  });

  it('never cuts a character of the search in two, which no address could hold', () => {
    const query = parse(`q=${'x'.repeat(199)}😀`);
    expect(query.q).toBe('x'.repeat(199));
    expect(encodeURIComponent(toQueryParams(query)['q']!)).toBe(query.q);
  });

  it("leaves out a page's size that is the person's own, but not where a link would show other tasks", () => {
    expect(write('', 50)).toEqual({});
    expect(write('pageSize=20', 50)).toEqual({ pageSize: '20' });
    expect(write('page=2', 50)).toEqual({ page: '2', pageSize: '50' });
  });

  it('with a span means the time before it is opened', () => {
    const query = parse('within=24h&createdFrom=2020-01-01T00:00:00Z');
    expect(toTaskFilter(query, Date.parse('2026-11-24T08:00:00Z'))).toEqual({
      createdFrom: '2026-11-23T08:00:00.000Z',
    });
    expect(toQueryParams(query)).toEqual({ within: '24h' });
  });

  it('names the task that a page begins after instead of its number, and nothing that is no id', () => {
    const id = '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55';
    expect(parse(`before=${id}&page=4`)).toMatchObject({ before: id, page: 1 });
    expect(write(`before=${id}&page=4`, 50)).toEqual({ before: id, pageSize: '50' });
    expect(Object.fromEntries(toApiParams(parse(`before=${id}`), 0))).toEqual({ before: id, pageSize: '20' });
    expect(parse('before=monday&page=4')).toMatchObject({ before: '', page: 4 });
  });

  it('is asked of the API facet by facet', () => {
    const params = toApiParams(parse('status=failed,running&q=x&page=2'), 0);
    expect(Object.fromEntries(params)).toEqual({ page: '2', pageSize: '20', status: 'running,failed', q: 'x' });
  });
});
