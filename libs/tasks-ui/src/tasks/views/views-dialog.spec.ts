import { TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { Router } from '@angular/router';
import { describe, expect, it } from '@jest/globals';
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
    const createdBy = { id: 'u1', username: 'ann' };
    const createdAt = NOW;
    server.views = [
      {
        id: 'v0',
        name: '失败的',
        filter: { status: ['failed'] },
        sort: '-createdAt',
        columns: null,
        shared: false,
        createdBy,
        createdAt,
      },
    ];
    localStorage.setItem('task-queue.default-view.u1', 'v0');
    await open();
    expect(
      await eventually(
        () => Promise.resolve(address()),
        (url) => url !== '/',
      ),
    ).toBe('/?status=failed');
  });
});
