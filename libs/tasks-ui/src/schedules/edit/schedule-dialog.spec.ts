import { MatButtonToggleHarness } from '@angular/material/button-toggle/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatAutocompleteHarness } from '@angular/material/autocomplete/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locale } from '@task-queue/contracts';
import { schedule } from '../../../testing/fake-schedules';
import { all, at, begin, each, fill, open, press, read, server, settled } from '../../../testing/schedules-page-setup';

const toggle = async (text: string): Promise<void> => {
  await (await all().getHarness(MatButtonToggleHarness.with({ text }))).toggle();
  await settled();
};
const sentence = (): string => at('.sentence');
/** What was last sent. */
const sent = (): unknown => JSON.parse(server.changes.at(-1)!.replace(/^\w+ \S+ /, ''));
const opened = async (language: Locale = 'zh-CN'): Promise<void> => {
  server.schedules = [schedule()];
  await open(language);
  await press(language === 'en' ? 'New schedule' : '新建计划任务');
};
const enterZone = async (text: string): Promise<MatAutocompleteHarness> => {
  const field = await all().getHarness(MatAutocompleteHarness);
  await field.clear();
  await field.enterText(text);
  await settled();
  return field;
};
const edit = async (): Promise<void> => press('夜间导出');

beforeEach(begin);

describe('the builder', () => {
  it('begins with every workday at night, in the browser’s zone, named as its type', async () => {
    await opened();
    await press('创建');
    expect(sent()).toMatchObject({
      name: '导出任务',
      type: 'tasks.export',
      params: {},
      cron: '30 2 * * 1-5',
      missed: 'once',
    });
  });

  it.each<[string, () => Promise<void>, object, string]>([
    ['每隔', () => fill('[formControlName=count]', '90'), { cron: null, everyMs: 5_400_000 }, '每隔 90 分钟'],
    [
      '每天',
      () => fill('[formControlName=time]', '06:05'),
      { cron: '5 6 * * *', everyMs: null },
      '每天 06:05（上海时间）',
    ],
    ['每周', () => toggle('周六'), { cron: '30 2 * * 1-6' }, '每周一至周六 02:30（上海时间）'],
    [
      '每月',
      async () => {
        const days = await all().getHarness(MatSelectHarness.with({ selector: '[formControlName=days]' }));
        await days.clickOptions({ text: '31' });
        await days.close();
      },
      { cron: '30 2 1,31 * *' },
      '每月1日和31日 02:30（上海时间）',
    ],
    [
      '高级',
      () => fill('[formControlName=cron]', '*/5  9-17 * * 1-5'),
      { cron: '*/5 9-17 * * 1-5' },
      '每个工作日，09:00 至 17:55 每 5 分钟（上海时间）',
    ],
  ])('says each form live, and sends it: %s', async (kind, write, request, words) => {
    await opened();
    await enterZone('Asia/Shanghai');
    await toggle(kind);
    await write();
    await settled();
    expect(sentence()).toBe(words);
    await press('创建');
    expect(sent()).toMatchObject({ ...request, timeZone: 'Asia/Shanghai' });
  });

  it('goes from a form to an expression and back without losing what was said', async () => {
    await opened();
    await fill('[formControlName=time]', '07:15');
    await toggle('高级');
    expect(sentence()).toMatch(/^每个工作日 07:15/);
    await fill('[formControlName=cron]', '20 8 * * 0,6');
    await toggle('每周');
    expect(sentence()).toMatch(/^每周六和周日 08:20/);
  });

  it('marks what is wrong, asks nothing of the server, and says nothing that is not so', async () => {
    await opened();
    await toggle('每隔');
    await fill('[formControlName=count]', '0');
    expect(sentence()).toBe('请填写执行时间');
    await press('创建');
    expect([each('mat-error'), server.changes]).toEqual([['请输入 1 到 525600 之间的数'], []]);
  });

  it('finds zones by their cities, and takes none that there is not', async () => {
    await opened();
    const zone = await enterZone('纽约');
    const [option] = await zone.getOptions();
    expect(await option!.getText()).toMatch(/^纽约America\/New_York · GMT-[45]$/);
    await option!.click();
    await settled();
    expect(sentence()).toBe('每个工作日 02:30（纽约时间）');
    await (await enterZone('Atlantis')).blur();
    await press('创建');
    expect(each('mat-error')).toEqual(['请从列表中选择时区']);
  });

  it('shows the next runs in the schedule’s zone and one’s own, with a word where clocks change', async () => {
    server.times = [
      { at: '2027-03-13T10:30:00.000Z', offset: '-05:00' },
      { at: '2027-03-14T07:00:00.000Z', offset: '-04:00', note: 'MOVED' },
    ];
    await opened();
    await enterZone('America/New_York');
    await settled(400);
    expect(server.previews.at(-1)).toMatchObject({ cron: '30 2 * * 1-5', timeZone: 'America/New_York' });
    const rows = each('tq-next-runs tbody tr');
    expect(rows[0]).toMatch(/^2027年3月13日周六 05:30/);
    expect(rows[1]).toMatch(/^2027年3月14日周日 03:00 当天时钟拨快，没有这个时间，顺延到拨快之后/);
  });

  it.each(['*/99 * * * *', '0 30 2 ? * 2-6'])(
    'says nothing in words of «%s», which the server refuses',
    async (cron) => {
      await opened();
      await toggle('高级');
      await fill('[formControlName=cron]', cron);
      expect(sentence()).toBe('请填写执行时间');
    },
  );

  it('says in the server’s words why there are no next runs', async () => {
    await opened();
    const errors = [{ field: 'cron', message: '必须是 5 个字段' }];
    server.refusal = { status: 422, error: { code: 'VALIDATION_FAILED', detail: '参数有误', errors } };
    await toggle('高级');
    await fill('[formControlName=cron]', '* *');
    await settled(400);
    expect(at('tq-next-runs .failure')).toBe('必须是 5 个字段');
  });
});

describe('an expression of Quartz', () => {
  it('is offered converted, with what differs, and taken by a click', async () => {
    await opened();
    await toggle('高级');
    await fill('[formControlName=cron]', '0 30 2 ? * 2-6');
    expect(at('tq-cron-conversion')).toBe(
      '这是其他写法的表达式，可以换成 5 段的： 30 2 * * 1-5 每个工作日 02:30 去掉开头的秒：总在 0 秒执行 ? 改为 *，意思相同 按 Quartz，1 是周日，所以 2-6 是周一至周五 改用 30 2 * * 1-5',
    );
    await settled(400);
    expect(at('tq-next-runs .failure')).toBe('');
    expect(server.previews.map(({ cron }) => cron)).not.toContain('0 30 2 ? * 2-6');
    await press('改用 30 2 * * 1-5');
    expect(sentence()).toMatch(/^每个工作日 02:30/);
    expect(at('tq-cron-conversion')).toBe('');
  });

  it('that has two readings is not guessed, and one that has no five fields says why', async () => {
    await opened('en');
    await toggle('Expert');
    await fill('[formControlName=cron]', '0 30 2 * * 2-6');
    expect(each('tq-cron-conversion button')).toEqual(['Use 30 2 * * 2-6', 'Use 30 2 * * 1-5']);
    await fill('[formControlName=cron]', '0 0 12 LW * ?');
    expect(at('tq-cron-conversion')).toBe(
      'There is no such expression in five fields “LW”: there is no “nearest weekday”',
    );
  });
});

describe('the dialog', () => {
  it('begins at its first field, not at what closes it', async () => {
    await opened();
    expect(document.activeElement?.closest('tq-task-type-field')).not.toBeNull();
  });
});

describe('an edit', () => {
  it('begins with what the schedule is, and sends what was changed alone', async () => {
    server.schedules = [schedule({ params: { rows: 3 }, jitterMs: 90_500, startsAt: '2026-11-23T08:00:00.123Z' })];
    await open();
    await edit();
    await fill('[formControlName=name]', '更名');
    await press('保存');
    expect(sent()).toEqual({ name: '更名', version: 1 });
  });

  it('is put beside the field that the server complains of', async () => {
    server.schedules = [schedule()];
    await open();
    await edit();
    const errors = [
      { field: 'params.rows', message: '太多' },
      { field: 'jitterMs', message: '太久' },
    ];
    server.refusal = { status: 422, error: { code: 'VALIDATION_FAILED', detail: '参数有误', errors } };
    await press('保存');
    expect(each('mat-error')).toEqual(['太多', '太久']);
  });

  it('that somebody came before is told with both versions; what was typed is saved over it', async () => {
    server.schedules = [schedule()];
    await open();
    await edit();
    await fill('[formControlName=name]', '我的名字');
    server.schedules = [schedule({ name: '他的名字', cron: '0 9 * * *', version: 4 })];
    await press('保存');
    expect([...document.querySelectorAll('tq-edit-conflict tbody tr')].map(read)).toEqual([
      '名称 他的名字 我的名字',
      '执行时间 每天 09:00（上海时间） 没有改动，用最新的',
    ]);
    await press('保存我的修改');
    expect(sent()).toEqual({ name: '我的名字', version: 4 });
    expect(server.schedules[0]).toMatchObject({ name: '我的名字', cron: '0 9 * * *', version: 5 });
  });

  it('that somebody came before begins anew with theirs, where that is wanted', async () => {
    server.schedules = [schedule()];
    await open();
    await edit();
    await fill('[formControlName=name]', '我的名字');
    server.schedules = [schedule({ name: '他的名字', version: 4 })];
    await press('保存');
    await press('改用最新内容');
    expect(document.querySelector<HTMLInputElement>('[formControlName=name]')!.value).toBe('他的名字');
    await press('保存');
    expect(sent()).toEqual({ version: 4 });
  });

  it('is not thrown away without a question', async () => {
    server.schedules = [schedule()];
    await open();
    await edit();
    await fill('[formControlName=name]', '我的名字');
    await press('取消');
    expect(at('mat-dialog-container:last-of-type, .cdk-overlay-container')).toContain('放弃填写的内容？');
    await press('继续填写');
    expect(document.querySelector<HTMLInputElement>('[formControlName=name]')!.value).toBe('我的名字');
  });
});
