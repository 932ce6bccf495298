import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from '@jest/globals';
import type { Locale, TaskType, TaskWaiting, WaitingReason } from '@task-queue/contracts';
import { serverAhead } from '../../testing/clock';
import { translated } from '../../testing/translated';
import { TaskTypes } from '../data/task-types';
import { WaitingWords } from './waiting-words';

const LATER = '2099-03-14T01:00:00.000Z';
const SHOP = {
  type: 'files.backup',
  paramsSchema: { properties: { shop: { 'x-title': { zh: '店铺', en: 'shop' } } } },
} as unknown as TaskType; // no more is looked at

/** What is said, without what keeps directions of writing apart. */
function say(waiting: Partial<TaskWaiting>, language: Locale = 'zh-CN'): string {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({
    imports: [translated(language)],
    providers: [serverAhead(), { provide: TaskTypes, useValue: { all: () => [SHOP] } }],
  });
  const whole = { reasons: [], ahead: 0, eta: null, ...waiting };
  return TestBed.inject(WaitingWords)
    .of(whole, 'files.backup')
    .replace(/[\u2066-\u2069]/g, '');
}

describe('why a task waits', () => {
  it.each<[WaitingReason, string, string]>([
    [{ code: 'SCHEDULED', until: LATER }, '等候计划时间，2099年3月14日 执行', 'Waits for its time, runs Mar 14, 2099'],
    [
      { code: 'BACKOFF', until: LATER },
      '上次没有成功，等候重试，2099年3月14日 重试',
      'Did not succeed and is tried again, next try Mar 14, 2099',
    ],
    [{ code: 'PAUSED', params: { lane: 'low' } }, '低优先级通道已暂停', 'The low-priority lane is paused'],
    [
      { code: 'PAUSED', params: { type: 'files.backup', reason: 'db' }, until: LATER },
      '此类任务已暂停（db），2099年3月14日 恢复',
      'Tasks of this type are paused (db), until Mar 14, 2099',
    ],
    [{ code: 'NO_WORKER' }, '没有在线的执行进程', 'No worker is there'],
    [
      { code: 'LIMIT', params: { key: 'param:shop', concurrency: 1 } },
      '已达上限：每个 店铺 最多同时 1 个',
      'The limit is reached: at most 1 at once for each shop',
    ],
    [
      { code: 'RATE', params: { key: 'owner', count: 5, perMs: 60_000 }, until: LATER },
      '已达上限：每人每分钟最多 5 个，2099年3月14日 后可以开始',
      'The limit is reached: at most 5 per minute for each person, may start from Mar 14, 2099 on',
    ],
    [
      { code: 'FAIR_SHARE' },
      '创建人已有任务在执行，先轮到其他人',
      'Others come first, as its creator has tasks running',
    ],
    [{ code: 'QUEUED' }, '等候空闲槽位', 'Waits for a free slot'],
  ])('is told in words: %j', (reason, chinese, english) => {
    expect([say({ reasons: [reason] }), say({ reasons: [reason] }, 'en')]).toEqual([chinese, english]);
  });

  it.each<[number, string, string]>([
    [0, '等候空闲槽位', 'Waits for a free slot'],
    [1, '等候空闲槽位；前面还有 1 个任务', 'Waits for a free slot; 1 task is before it'],
    [4, '等候空闲槽位；前面还有 4 个任务', 'Waits for a free slot; 4 tasks are before it'],
    [12_000, '等候空闲槽位；前面约有 12,000 个任务', 'Waits for a free slot; about 12,000 before it'],
  ])('tells how many are before it: %d', (ahead, chinese, english) => {
    const reasons = [{ code: 'QUEUED' }] as const;
    expect([say({ reasons, ahead }), say({ reasons, ahead }, 'en')]).toEqual([chinese, english]);
  });

  it('tells every reason, and once what can be done', () => {
    const wayOut = '请管理员恢复';
    const reasons = [
      { code: 'PAUSED', params: { lane: 'high' }, wayOut },
      { code: 'PAUSED', params: { type: 'files.backup' }, wayOut },
    ] as const;
    expect(say({ reasons })).toBe('高优先级通道已暂停；此类任务已暂停。请管理员恢复');
  });

  it('tells when it is likely to start', () => {
    const reasons = [{ code: 'QUEUED' }] as const;
    const soon = new Date(Date.now() - 600_000).toISOString();
    expect(say({ reasons, eta: { from: soon, to: soon } })).toBe('等候空闲槽位；预计一分钟内开始');
    const later = { from: LATER, to: '2100-03-14T01:00:00.000Z' };
    expect(say({ reasons, eta: later }, 'en')).toBe(
      'Waits for a free slot; likely to start between Mar 14, 2099 and Mar 14, 2100',
    );
  });

  it('is nothing of a task that does not wait', () => {
    expect(say({})).toBe('');
  });
});
