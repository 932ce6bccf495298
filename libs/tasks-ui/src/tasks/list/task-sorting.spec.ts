import { describe, expect, it } from '@jest/globals';
import {
  address,
  eventually,
  feed,
  isThere,
  listOf,
  open,
  page,
  server,
  tablePageForEach,
} from '../../../testing/task-table-page-setup';

tablePageForEach();

describe('the heads of columns', () => {
  it('sort the rows both ways, in the address and for who hears the page, and new tasks wait behind the pill', async () => {
    server.tasks = listOf('b', 'a');
    await open();
    await page.sortBy('用时');
    expect(address()).toBe('/?sort=-duration');
    expect(await page.sortedColumn()).toBe('用时 descending');
    await page.sortBy('用时');
    expect(address()).toBe('/?sort=duration');
    expect(server.listQueries.at(-1)!.get('sort')).toBe('duration');
    server.tasks = listOf('b', 'a', 'c');
    feed.tell('task:created', 'c', { version: 1 });
    expect(await eventually(() => page.pillText(), isThere)).toBe('1 个新任务');
    expect(await page.titles()).toEqual(['b', 'a']);
    await page.sortBy('用时');
    expect(address()).toBe('/');
  });
});
