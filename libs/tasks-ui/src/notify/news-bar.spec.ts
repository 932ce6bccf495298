import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { ANSWER_STAYS_MS, NewsBar } from './news-bar';

let bar: NewsBar;
let answers: MatSnackBar;

/** What the page says. */
const said = (): string => document.querySelector('mat-snack-bar-container')?.textContent.trim() ?? '';

beforeEach(() => {
  jest.useFakeTimers();
  TestBed.configureTestingModule({
    providers: [NewsBar, { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } }],
  });
  [bar, answers] = [TestBed.inject(NewsBar), TestBed.inject(MatSnackBar)];
});
afterEach(() => {
  answers.dismiss();
  jest.useRealTimers();
});

/** Lets so much time go by, and all that is due in it happen. */
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

it('news is told at once, and newer news instead of it', async () => {
  bar.tell({ text: 'one is done' });
  await pass(0);
  expect(said()).toBe('one is done');
  bar.tell({ text: 'two is done' });
  await pass(0);
  expect(said()).toBe('two is done');
});

it('an answer stays its time though news has come, and then the newest is told', async () => {
  answers.open('2 tasks retried', undefined, { duration: ANSWER_STAYS_MS - 1_000 });
  await pass(1_000);
  bar.tell({ text: 'one is done' });
  bar.tell({ text: 'two is done' });
  await pass(ANSWER_STAYS_MS - 2_500);
  expect(said()).toBe('2 tasks retried');
  await pass(1_000);
  expect(said()).toBe('two is done');
});

it('an answer that came meanwhile is seen too', async () => {
  answers.open('retried');
  bar.tell({ text: 'one is done' });
  await pass(1_000);
  const second = answers.open('deleted');
  await pass(ANSWER_STAYS_MS - 1_000);
  expect(said()).toBe('deleted');
  second.dismiss();
  await pass(1_000);
  expect(said()).toBe('one is done');
});

it('what stays until somebody closes it gives way after a moment', async () => {
  answers.open('for ever');
  bar.tell({ text: 'one is done' });
  await pass(ANSWER_STAYS_MS - 1);
  expect(said()).toBe('for ever');
  await pass(1_000);
  expect(said()).toBe('one is done');
});

it('news has its action', async () => {
  const perform = jest.fn();
  bar.tell({ text: 'one is done', action: { name: 'Open', perform } });
  await pass(0);
  document.querySelector<HTMLElement>('mat-snack-bar-container button')!.click();
  expect(perform).toHaveBeenCalledTimes(1);
});

it('waiting news is not told on a page that was left', async () => {
  answers.open('2 tasks retried', undefined, { duration: 1_000 });
  bar.tell({ text: 'one is done' });
  TestBed.resetTestingModule();
  await pass(10_000);
  expect(said()).toBe('');
});
