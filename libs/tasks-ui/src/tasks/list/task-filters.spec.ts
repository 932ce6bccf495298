import { MatSelectHarness } from '@angular/material/select/testing';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { TaskType, UserAccount } from '@task-queue/contracts';
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

const EXPORT = { type: 'tasks.export', title: { zh: '批量导出', en: 'Batch export' } } as TaskType; // no more is looked at
const ANN = { id: 'u1', username: 'ann' } as UserAccount; // no more is looked at

tablePageForEach();

/** The field with this label. */
const field = (label: string): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('tq-task-filters mat-form-field')].find(
    (one) => one.querySelector('mat-label')?.textContent === label,
  );

describe('what narrows the list', () => {
  afterEach(() => void jest.useRealTimers());

  it('is seen and taken away where it is a kind of errors', async () => {
    server.tasks = listOf('b', 'a');
    await open('/?fingerprint=1f0c2a9b7d3e4f58&status=failed');
    const chip = await eventually(
      () => Promise.resolve(document.querySelector<HTMLElement>('tq-filter-chip button')),
      (button) => button !== null,
    );
    expect(chip!.textContent.trim()).toBe('同类错误：1f0c2a9b7d3e4f58');
    chip!.click();
    await eventually(
      () => Promise.resolve(address()),
      (url) => url === '/?status=failed',
    );
  });

  it('is seen where it is a type that is there no more', async () => {
    server.types = [EXPORT];
    await open('/?type=demo.gone,tasks.export');
    const types = await dialogs.getHarness(MatSelectHarness.with({ selector: '.facet mat-select[multiple]' }));
    expect(
      await eventually(
        () => types.getValueText(),
        (text) => text.includes('批量导出'),
      ),
    ).toBe('批量导出, demo.gone');
  });

  it('can be chosen though types and people could not be read at first', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    withRole('admin');
    [server.types, server.users, server.isDown] = [[EXPORT], [ANN], true];
    const opened = open('/?type=tasks.export');
    await jest.advanceTimersByTimeAsync(5_000);
    await opened;
    expect([field('类型')?.textContent, field('创建人')]).toEqual([expect.stringContaining('tasks.export'), undefined]);
    server.isDown = false;
    await jest.advanceTimersByTimeAsync(20_000);
    expect([field('类型')?.textContent, field('创建人')]).toEqual([
      expect.stringContaining('批量导出'),
      expect.any(HTMLElement),
    ]);
  });
});
