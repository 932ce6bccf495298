import { LiveAnnouncer } from '@angular/cdk/a11y';
import { computed, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ActivatedRoute, Router, type NavigationExtras } from '@angular/router';
import { describe, expect, it } from '@jest/globals';
import type { TaskPage } from '@task-queue/contracts';
import { summary } from '../../../testing/summary';
import { parseListQuery, toApiParams, type ListQuery } from '../../data/list-query';
import { TaskActions } from '../../data/task-actions';
import { TasksApi } from '../../data/tasks-api';
import { TaskList } from '../list/task-list';
import { Neighbours, type Direction } from './neighbours';
import { ShownTask } from './shown-task';

/** A server with these tasks on its pages of two. */
const PAGES: Readonly<Record<number, readonly string[]>> = { 1: ['f', 'd'], 2: ['e', 'b'], 3: ['a', 'c'] };

const ID = '01936b2e-0000-7000-8000-00000000000';
const pageOf = (page: number, letters: readonly string[]): TaskPage => {
  const items = letters.map((letter) => summary({ id: ID + letter }));
  return { items, total: 6, page, pageSize: 2, totalPages: 3 };
};

/** Goes from a task on a page of a list, and says where to, with what was asked of the server and what of the address. */
async function turn(address: string, rows: readonly string[], from: string, direction: Direction): Promise<unknown> {
  const query = signal({ ...parseListQuery(new URLSearchParams(address)), pageSize: 2 });
  const page = pageOf(query().page, rows);
  let [asked, went]: [string | null, unknown] = [null, null];
  TestBed.configureTestingModule({
    providers: [
      Neighbours,
      { provide: ShownTask, useValue: { id: signal(ID + from) } },
      { provide: TaskList, useValue: { query, page: signal(page), pageIndex: computed(() => page.page - 1) } },
      {
        provide: TasksApi,
        useValue: {
          list: (wanted: ListQuery) => {
            asked = toApiParams(wanted, 0).toString();
            return Promise.resolve(pageOf(wanted.page, PAGES[wanted.page]!));
          },
        },
      },
      {
        provide: Router,
        useValue: {
          navigate: ([, to]: string[], { queryParams }: NavigationExtras) => {
            went = { to: to!.slice(-1), ...queryParams };
            return Promise.resolve(true);
          },
        },
      },
      { provide: ActivatedRoute, useValue: {} },
      { provide: TaskActions, useValue: {} },
      { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
    ],
  });
  await TestBed.inject(Neighbours).go(direction);
  return { asked, went };
}

describe('the next task beyond the page, in another order than the list’s own', () => {
  const asked = (page: number): string => `page=${page}&pageSize=2&sort=progress`;

  it('is the first of the next page', async () => {
    expect(await turn('sort=progress&page=2', ['e', 'b'], 'b', 1)).toEqual({
      asked: asked(3),
      went: { to: 'a', page: 3, before: null },
    });
  });

  it('backwards is the last of the page before, whatever its id', async () => {
    expect(await turn('sort=progress&page=2', ['e', 'b'], 'e', -1)).toEqual({
      asked: asked(1),
      went: { to: 'd', page: null, before: null },
    });
  });

  it('is none that was on the page: ranks change', async () => {
    expect(await turn('sort=progress&page=2', ['e', 'a'], 'a', 1)).toEqual({
      asked: asked(3),
      went: { to: 'c', page: 3, before: null },
    });
  });
});

describe('the next task beyond the page in the list’s own order', () => {
  it('is what follows the task', async () => {
    const { asked } = (await turn('page=2', ['d', 'c'], 'c', 1)) as { asked: string };
    expect(asked).toBe(`before=${ID}c&pageSize=2`);
  });

  it('backwards is newer', async () => {
    expect(await turn('page=2', ['e', 'c'], 'e', -1)).toMatchObject({ went: { to: 'f', page: null } });
  });
});
