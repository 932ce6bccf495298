import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { describe, expect, it } from '@jest/globals';
import { summary } from '../../../testing/summary';
import { dialogs, eventually, open, page, server, tablePageForEach } from '../../../testing/task-table-page-setup';

tablePageForEach();

const rowOf = (id: string): HTMLElement => document.querySelector<HTMLElement>(`tr[data-row="${id}"]`)!;
const focusedRow = (): string | undefined => document.activeElement?.closest<HTMLElement>('tr.row')?.dataset['row'];

/** Deletes a task by its row's button, on which the focus is, as the keyboard does. */
async function remove(id: string): Promise<void> {
  const button = rowOf(id).querySelector<HTMLElement>('button[aria-label="删除任务"]')!;
  button.focus();
  button.click();
  const question = await dialogs.getHarness(MatDialogHarness);
  await (await question.getHarness(MatButtonHarness.with({ text: /删除/ }))).click();
  await eventually(
    async () => rowOf(id),
    (row) => row === null,
  );
}

describe('the focus, where its row is deleted', () => {
  it('goes on from the row that takes its place, or from the last', async () => {
    server.tasks = ['c', 'b', 'a'].map((id) => summary({ id, title: id, status: 'completed' }));
    await open();
    await remove('b');
    expect(focusedRow()).toBe('a');
    await remove('a');
    expect(focusedRow()).toBe('c');
    expect(document.activeElement?.className).toContain('title');
  });

  it('is not taken back from who has left the rows', async () => {
    server.tasks = ['b', 'a'].map((id) => summary({ id, title: id, status: 'completed' }));
    await open();
    rowOf('a').querySelector<HTMLElement>('.title')!.focus();
    (document.activeElement as HTMLElement).blur();
    server.tasks = server.tasks.slice(0, 1);
    await page.refresh();
    await eventually(
      async () => rowOf('a'),
      (row) => row === null,
    );
    expect(document.activeElement).toBe(document.body);
  });
});
