import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from '@jest/globals';
import type { Locale } from '@task-queue/contracts';
import { translated } from '../../../testing/translated';
import type { Timing } from './plan';
import { TimingWords } from './timing-words';

function say(timing: Timing, language: Locale, timeZone = 'Asia/Shanghai'): string {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ imports: [translated(language)] });
  return TestBed.inject(TimingWords).of(timing, timeZone);
}

describe('when a schedule runs', () => {
  it.each<[string, string, string]>([
    ['30 2 * * *', '每天 02:30', 'Every day at 02:30'],
    ['30 2 * * 1-5', '每个工作日 02:30', 'Every weekday at 02:30'],
    ['0 9 * * 1', '每周一 09:00', 'Every Monday at 09:00'],
    ['0 9 * * 1,3,5', '每周一、周三和周五 09:00', 'Every Monday, Wednesday, and Friday at 09:00'],
    ['0 9 * * 0,6', '每周六和周日 09:00', 'Every Saturday and Sunday at 09:00'],
    ['0 9 * * 1-4', '每周一至周四 09:00', 'Every Monday to Thursday at 09:00'],
    ['0 9 * * FRI-7', '每周五至周日 09:00', 'Every Friday to Sunday at 09:00'],
    ['0 0 1 * *', '每月1日 00:00', 'On the 1st of every month at 00:00'],
    ['0 0 2,3,22,31 * *', '每月2日、3日、22日和31日 00:00', 'On the 2nd, 3rd, 22nd, and 31st of every month at 00:00'],
    ['0 0 1-7 * *', '每月1日至7日 00:00', 'On the 1st to 7th of every month at 00:00'],
    ['0 0 1 1 *', '每年1月1日 00:00', 'Every year on January 1st at 00:00'],
    ['0 0 1,15 1,7 *', '每年1月和7月的1日和15日 00:00', 'On the 1st and 15th of January and July at 00:00'],
    ['0 0 * 6-8 *', '6月至8月的每天 00:00', 'Every day in June to August at 00:00'],
    ['0 0 * 12 1-5', '12月的每个工作日 00:00', 'Every weekday in December at 00:00'],
    ['0 0 1 * 1', '每月1日以及每周一 00:00', 'On the 1st of every month and every Monday at 00:00'],
    ['0 9,18 * * *', '每天 09:00 和 18:00', 'Every day at 09:00 and 18:00'],
    ['0,30 9 * * 1', '每周一 09:00 和 09:30', 'Every Monday at 09:00 and 09:30'],
    ['0 */6 * * *', '每天 00:00、06:00、12:00 和 18:00', 'Every day at 00:00, 06:00, 12:00, and 18:00'],
    ['0 */2 * * *', '00:00 至 22:00 每 2 小时', 'Every 2 hours from 00:00 to 22:00'],
    ['30 9-17 * * 1-5', '每个工作日，09:30 至 17:30 每小时', 'Every weekday, every hour from 09:30 to 17:30'],
    ['* * * * *', '每分钟', 'Every minute'],
    ['*/5 * * * *', '每 5 分钟', 'Every 5 minutes'],
    ['*/5 * * * 1-5', '每个工作日，每 5 分钟', 'Every weekday, every 5 minutes'],
    [
      '*/15 9-17 * * 1-5',
      '每个工作日，09:00 至 17:45 每 15 分钟',
      'Every weekday, every 15 minutes from 09:00 to 17:45',
    ],
    ['* 9 * * *', '09:00 至 09:59 每分钟', 'Every minute from 09:00 to 09:59'],
    ['0 * * * *', '每小时整点', 'Every hour on the hour'],
    ['5 * * * *', '每小时的第 5 分', 'Every hour at minute 5'],
    ['5,20,35,50 * * * *', '每小时的第 5、20、35 和 50 分', 'Every hour at minutes 5, 20, 35, and 50'],
    [
      '*/7 * * * *',
      '每小时的第 0、7、14、21、28、35、42、49 和 56 分',
      'Every hour at minutes 0, 7, 14, 21, 28, 35, 42, 49, and 56',
    ],
    ['0,10 8-10,20 * * *', '8–10 和 20 点的第 0 和 10 分', 'In the hours 8–10 and 20 at minutes 0 and 10'],
    ['0 0 L * *', '按表达式 0 0 L * *', 'By the expression 0 0 L * *'],
  ])('is told in words: %s', (cron, chinese, english) => {
    expect(say({ cron }, 'zh-CN')).toBe(`${chinese}（上海时间）`);
    expect(say({ cron }, 'en')).toBe(`${english}, Shanghai time`);
  });

  it.each<[number, string, string]>([
    [60_000, '每隔 1 分钟', 'Every minute'],
    [5_400_000, '每隔 90 分钟', 'Every 90 minutes'],
    [3_600_000, '每隔 1 小时', 'Every hour'],
    [43_200_000, '每隔 12 小时', 'Every 12 hours'],
    [86_400_000, '每隔 24 小时', 'Every 24 hours'],
    [172_800_000, '每隔 2 天', 'Every 2 days'],
    [61_500, '每隔 61.5 秒', 'Every 61.5 seconds'],
  ])('is told without a zone where time alone counts: %d ms', (everyMs, chinese, english) => {
    expect([say({ everyMs }, 'zh-CN'), say({ everyMs }, 'en')]).toEqual([chinese, english]);
  });

  it.each<[string, string, string]>([
    ['America/New_York', '每天 02:30（纽约时间）', 'Every day at 02:30, New York time'],
    ['America/Argentina/Buenos_Aires', '每天 02:30（Buenos Aires时间）', 'Every day at 02:30, Buenos Aires time'],
    ['UTC', '每天 02:30（UTC）', 'Every day at 02:30, UTC'],
    ['Etc/GMT+8', '每天 02:30（Etc/GMT+8）', 'Every day at 02:30, Etc/GMT+8'],
  ])('names the zone: %s', (zone, chinese, english) => {
    const cron = '30 2 * * *';
    expect([say({ cron }, 'zh-CN', zone), say({ cron }, 'en', zone)]).toEqual([chinese, english]);
  });
});
