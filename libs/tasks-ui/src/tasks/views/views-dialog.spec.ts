import { TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatMenuHarness, type MatMenuItemHarness } from '@angular/material/menu/testing';
import { Router } from '@angular/router';
import { describe, expect, it } from '@jest/globals';
import type { TaskView } from '@task-queue/contracts';
import {
  address,
  dialogs,
  eventually,
  listOf,
  open,
  server,
  tablePageForEach,
  withRole,
} from '../../../testing/task-table-page-setup';

tablePageForEach();

const NOW = '2026-11-23T08:00:00.000Z';

const menu = (): Promise<MatMenuHarness> =>
  dialogs.getHarness(MatMenuHarness.with({ triggerText: /视图|失败的|全部/ }));
const press = async (text: string): Promise<void> =>
  (await dialogs.getHarness(MatButtonHarness.with({ text }))).click();
const kept = (): string[] => server.views.map(({ name, shared }) => `${name}${shared ? ' 共享' : ''}`);
/** The button that says this, without what keeps directions of writing apart. */
const byLabel = (label: string): HTMLElement | null =>
  [...document.querySelectorAll<HTMLElement>('button[aria-label]')].find(
    (button) => button.getAttribute('aria-label')!.replace(/[\u2066-\u2069]/g, '') === label,
  ) ?? null;

async function manage(): Promise<void> {
  await (await menu()).open();
  await (await menu()).clickItem({ text: /保存与管理视图/ });
  await eventually(() => dialogs.hasHarness(MatButtonHarness.with({ text: '保存当前视图' })), Boolean);
}

/** A view of one's own. */
const view = (name: string): TaskView => ({
  id: 'v0',
  name,
  filter: { status: ['failed'] },
  sort: '-createdAt',
  columns: null,
  shared: false,
  createdBy: { id: 'u1', username: 'ann' },
  createdAt: NOW,
});

describe('the views of the list', () => {
  it('are kept and shared, shared no more, and shown again in one step', async () => {
    server.tasks = listOf('b', 'a');
    await open('/?status=failed&sort=duration');
    await manage();
    await (await dialogs.getHarness(MatInputHarness.with({ selector: '[formControlName=name]' }))).setValue('失败的');
    await (await dialogs.getHarness(MatCheckboxHarness.with({ label: '共享给所有人' }))).check();
    await press('保存当前视图');
    await eventually(
      () => Promise.resolve(kept()),
      (names) => names.length === 1,
    );
    expect(server.views).toMatchObject([
      { name: '失败的', shared: true, filter: { status: ['failed'] }, sort: 'duration' },
    ]);
    await (await dialogs.getHarness(MatCheckboxHarness.with({ label: '共享' }))).uncheck();
    await eventually(
      () => Promise.resolve(kept()),
      ([name]) => name === '失败的',
    );
    await press('关闭');

    await TestBed.inject(Router).navigateByUrl('/?priority=high');
    await (await menu()).open();
    await (await menu()).clickItem({ text: /失败的/ });
    expect(
      await eventually(
        () => Promise.resolve(address()),
        (url) => url.includes('failed'),
      ),
    ).toBe('/?sort=duration&status=failed');
  });

  it('make one of them a person’s default, in the browser alone', async () => {
    await open('/?status=failed');
    await manage();
    await (await dialogs.getHarness(MatInputHarness.with({ selector: '[formControlName=name]' }))).setValue('失败的');
    await press('保存当前视图');
    await eventually(
      () => Promise.resolve(kept()),
      (names) => names.length === 1,
    );
    await eventually(
      () => Promise.resolve(byLabel('打开列表时显示：失败的')),
      (star) => star !== null,
    );
    byLabel('打开列表时显示：失败的')!.click();
    expect(localStorage.getItem('task-queue.default-view.u1')).toBe('v0');
  });

  it('are a viewer’s own alone, who may still take back what they have shared', async () => {
    withRole('viewer');
    const createdBy = { id: 'u1', username: 'ann' };
    const rest = { filter: { q: 'x' }, sort: '-createdAt', columns: null, createdBy, createdAt: NOW } as const;
    server.views = [
      { id: 'v0', name: '自己的', shared: false, ...rest },
      { id: 'v1', name: '共享过的', shared: true, ...rest },
    ];
    await open();
    await manage();
    const boxes = await dialogs.getAllHarnesses(MatCheckboxHarness.with({ label: /共享/ }));
    expect(boxes).toHaveLength(1);
    await boxes[0]!.uncheck();
    await eventually(
      () => Promise.resolve(kept()),
      (names) => names.join() === '自己的,共享过的',
    );
    expect(await dialogs.getAllHarnesses(MatCheckboxHarness.with({ label: /共享/ }))).toEqual([]);
  });

  it('open with the default view, unless the address says something', async () => {
    server.views = [view('失败的')];
    localStorage.setItem('task-queue.default-view.u1', 'v0');
    await open();
    expect(
      await eventually(
        () => Promise.resolve(address()),
        (url) => url !== '/',
      ),
    ).toBe('/?status=failed');
  });

  it('are renamed and shared by who leaves the name by a click on its tick', async () => {
    server.views = [view('失败的')];
    await open();
    await manage();
    const [name, tick] = ['li input:not([type])', 'li input[type=checkbox]'].map((selector) =>
      document.querySelector<HTMLInputElement>(selector)!,
    );
    name!.value = '要看的';
    name!.dispatchEvent(new Event('change'));
    tick!.click();
    expect(
      await eventually(
        () => Promise.resolve(kept()),
        ([first]) => first?.endsWith('共享') ?? false,
      ),
    ).toEqual(['要看的 共享']);
  });

  it('are ticked as they are where the server refuses to share one', async () => {
    server.views = [view('失败的')];
    await open();
    await manage();
    const tick = await dialogs.getHarness(MatCheckboxHarness.with({ label: '共享' }));
    server.isDown = true;
    await tick.check();
    await eventually(
      () => Promise.resolve(document.querySelector('.failure')!.textContent),
      (text) => text !== '',
    );
    expect([await tick.isChecked(), kept()]).toEqual([false, ['失败的']]);
  });

  it('need a name, which is said, and no more of the next once one is kept', async () => {
    await open();
    await manage();
    const field = await dialogs.getHarness(MatFormFieldHarness.with({ floatingLabelText: '视图名称' }));
    const name = await dialogs.getHarness(MatInputHarness.with({ selector: '[formControlName=name]' }));
    await name.setValue('  ');
    await press('保存当前视图');
    expect([await field.getTextErrors(), kept()]).toEqual([['必填'], []]);
    await name.setValue('失败的');
    await press('保存当前视图');
    await eventually(
      () => name.getValue(),
      (text) => text === '',
    );
    expect([kept(), await field.isControlValid(), await field.hasErrors()]).toEqual([['失败的'], false, false]);
  });

  it('can be asked for again where they could not be read', async () => {
    server.views = [view('失败的')];
    server.isDown = true;
    await open();
    const button = await menu();
    await button.open();
    await eventually(
      () => button.getItems({ text: /重试/ }),
      ({ length }) => length === 1,
    );
    server.isDown = false;
    await button.clickItem({ text: /重试/ });
    await button.open();
    const items = (): Promise<MatMenuItemHarness[]> => button.getItems({ text: /失败的|重试/ });
    expect(
      await eventually(
        async () => Promise.all((await items()).map((item) => item.getText())),
        ([first]) => first?.includes('失败的') ?? false,
      ),
    ).toHaveLength(1);
  });
});
