import { describe, expect, it } from '@jest/globals';
import { toStoreFilter } from './task-filter.js';
import {
  attempts,
  clock,
  createStarted,
  FAILURE,
  fixture,
  idsWith,
  newTask,
  owner,
  storesForAll,
  tasks,
  waitingTicket,
} from '../../testing/stores.js';

storesForAll();

describe('search', () => {
  async function titled(title: string, type = 'test.task'): Promise<string> {
    const task = newTask({}, type);
    return (await tasks.create({ ...task, head: { ...task.head, title } })).id;
  }

  it('finds words of title and type by their beginnings, whatever their case or width', async () => {
    const id = await titled('Quarterly Report（２０２６）', 'reports.quarterly-sales');
    await titled('something else');
    for (const q of [
      'quarterly',
      'REPORT 2026',
      'sal',
      'reports.quarterly-sales',
      'report, quarterly!',
      'qua rep sal 2026',
    ]) {
      expect([q, await idsWith({ q })]).toEqual([q, [id]]);
    }
    expect(await idsWith({ q: 'quarterly missing' })).toEqual([]);
    expect(await idsWith({ q: 'uarterly' })).toEqual([]);
  });

  it('finds Chinese substrings, of one character and of many, beside other words', async () => {
    const id = await titled('十一月订单批量导出 CSV');
    await titled('订单汇总');
    for (const q of ['导', '批量', '订单批', '订单批量导出', '导出 csv', '月订', '十一月订单批量导出']) {
      expect([q, await idsWith({ q })]).toEqual([q, [id]]);
    }
    expect(await idsWith({ q: '出导' })).toEqual([]);
    expect(await idsWith({ q: '订单' })).toHaveLength(2);
  });

  it('finds only real substrings, also where every three characters of the query are somewhere', async () => {
    const real = await titled('重做：甲乙丙丁');
    await titled('甲乙丙，乙丙丁');
    await titled('甲乙丙丙乙丙丁');
    const stuttering = await titled('哈哈哈哈哈');
    await titled('哈哈哈');
    expect(await idsWith({ q: '甲乙丙丁' })).toEqual([real]);
    expect(await idsWith({ q: '哈哈哈哈' })).toEqual([stuttering]);
    const { id, started } = await createStarted();
    await attempts.retry(started, { ...FAILURE, message: '甲乙丙，甲乙丙丁' }, 0);
    expect(await idsWith({ q: '甲乙丙丁' })).toEqual([id, real]);
    expect(await idsWith({ q: '甲乙丙甲' })).toEqual([]);
  });

  it('finds a long word by any beginning of it, and tells longer ones from those that end', async () => {
    const word = 'internationalizationx';
    const long = await titled(word);
    for (let length = 3; length <= word.length; length += 1) {
      expect([length, await idsWith({ q: word.slice(0, length) })]).toEqual([length, [long]]);
    }
    const [ends, goesOn] = [await titled('y'.repeat(40)), await titled('y'.repeat(45))];
    expect(await idsWith({ q: 'y'.repeat(39) })).toEqual([goesOn, ends]);
    expect(await idsWith({ q: 'y'.repeat(40) })).toEqual([goesOn, ends]);
    expect(await idsWith({ q: 'y'.repeat(45) })).toEqual([goesOn]);
    expect(await idsWith({ q: 'y'.repeat(41) })).toEqual([goesOn]); // the rest of it is not kept
    for (const [id, title] of [
      [long, word],
      [ends, 'y'.repeat(40)],
      [goesOn, 'y'.repeat(45)],
    ] as const) {
      await fixture.redis.del(`${fixture.prefix}:x:0:term:${title.slice(0, 20)}`); // as if it was indexed by less
      await tasks.cancel(id);
      await tasks.remove(id, { title, type: 'test.task' });
    }
    expect(await fixture.redis.keys(`${fixture.prefix}:x:*:term:[iy][ny][ty]*`)).toEqual([]);
  });

  it('does not take half a substring from the title and half from the error', async () => {
    const { started } = await createStarted({ head: { ...newTask().head, title: '子丑寅' } });
    await attempts.fail(started, { ...FAILURE, message: '丑寅卯' });
    expect(await idsWith({ q: '子丑寅卯' })).toEqual([]);
  });

  it('finds only real substrings through bitmaps as well', async () => {
    const titles = ['春夏秋冬', '春夏秋，夏秋冬', '春夏秋秋冬'];
    await Promise.all(Array.from({ length: 1_800 }, (_, i) => titled(titles[i % 3]!)));
    const { total } = await tasks.list(toStoreFilter({ q: '春夏秋冬' }, owner)!, {
      offset: 0,
      limit: 0,
      countAll: true,
    });
    expect(total).toBe(600);
  });

  it('finds an id, or its beginning of four digits and more, with or without hyphens', async () => {
    clock.advance(60_000);
    const id = await titled('one');
    clock.advance(200_000);
    const other = await titled('two');
    for (const length of [8, 9, 11, 13, 14, 18, 24, 36]) {
      expect([length, await idsWith({ q: id.slice(0, length) })]).toEqual([length, [id]]);
      const digits = id.slice(0, length).replaceAll('-', '');
      expect([digits, await idsWith({ q: digits })]).toEqual([digits, [id]]);
    }
    for (const length of [4, 5, 6]) {
      expect([length, await idsWith({ q: id.slice(0, length) })]).toEqual([length, [other, id]]);
    }
    expect(await idsWith({ q: other.toUpperCase() })).toEqual([other]);
    expect(await idsWith({ q: `two ${other}` })).toEqual([other]);
    expect(await idsWith({ q: `one ${other}` })).toEqual([]);
    expect(await idsWith({ q: `${id.slice(0, 35)}${id.endsWith('0') ? '1' : '0'}` })).toEqual([]);
  });

  it('finds both the tasks whose id begins like the query and those that have it as a word', async () => {
    clock.advance(60_000);
    const id = await titled('one');
    clock.advance(200_000);
    const naming = await titled(`again ${id}`);
    for (const q of [id.slice(0, 8), id, id.slice(0, 18)]) {
      expect([q, await idsWith({ q })]).toEqual([q, [naming, id]]);
    }
  });

  it('tells the ids of one millisecond apart', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, (_, i) => titled(`burst ${i}`)));
    for (const id of ids.slice(0, 5)) {
      expect(await idsWith({ q: id })).toEqual([id]);
      const alike = ids.filter((one) => one.startsWith(id.slice(0, 16)));
      expect(new Set(await idsWith({ q: id.slice(0, 16) }))).toEqual(new Set(alike));
    }
  });

  it('finds the text of the latest error, as long as it is the latest', async () => {
    const { id, started } = await createStarted();
    await attempts.retry(started, { ...FAILURE, message: '磁盘已满 ENOSPC' }, 0);
    expect(await idsWith({ q: '磁盘 enospc' })).toEqual([id]);
    const second = (await attempts.start({ taskId: id, number: 2 }))!;
    await attempts.fail(second, { ...FAILURE, message: 'Connection refused' });
    expect(await idsWith({ q: '磁盘' })).toEqual([]);
    expect(await idsWith({ q: 'refused', status: ['failed'] })).toEqual([id]);
    await tasks.retryByHand(id);
    const third = (await attempts.start((await waitingTicket(id))!))!;
    await attempts.complete(third, 'null', null, null);
    expect(await idsWith({ q: 'refused' })).toEqual([]);
  });

  it('combines with every filter and leaves nothing of a deleted task', async () => {
    const id = await titled('rare unicorn');
    expect(await idsWith({ q: 'unicorn', status: ['completed'] })).toEqual([]);
    expect(await idsWith({ q: 'unicorn', priority: ['normal'], type: ['test.task'] })).toEqual([id]);
    await tasks.cancel(id);
    await tasks.remove(id, { title: 'rare unicorn', type: 'test.task' });
    expect(await idsWith({ q: 'unicorn' })).toEqual([]);
    expect(await fixture.redis.keys(`${fixture.prefix}:x:*:unicorn`)).toEqual([]);
  });

  it('for nothing but punctuation finds nothing, and for blanks is no filter', () => {
    expect(toStoreFilter({ q: '?!' }, owner)).toBeNull();
    expect(toStoreFilter({ q: '   ' }, owner)).toEqual(toStoreFilter({}, owner));
  });
});
