import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, expect, it } from '@jest/globals';
import { FakeFeed } from '../../testing/fake-feed';
import { FollowedPage } from './followed-page';
import { LiveFeed } from './live-feed';

interface TextPage {
  readonly items: readonly string[];
  readonly total: number;
  readonly pageSize: number;
}

const pageOf = (...items: string[]): TextPage => ({ items, total: items.length, pageSize: 20 });

let feed: FakeFeed;
let answers: { readonly give: (page: TextPage) => void; readonly refuse: () => void }[];
let turnedTo: number[];
let followed: FollowedPage<{ readonly page: number }, TextPage>;

/** Waits for the call that asks for a page, by its number. */
async function reading(count: number): Promise<(typeof answers)[number]> {
  while (answers.length < count) {
    TestBed.tick();
    await new Promise((next) => setTimeout(next));
  }
  return answers[count - 1]!;
}

async function settled(): Promise<readonly string[] | undefined> {
  await new Promise((next) => setTimeout(next));
  TestBed.tick();
  return followed.page()?.items;
}

beforeEach(() => {
  feed = new FakeFeed();
  answers = [];
  turnedTo = [];
  TestBed.configureTestingModule({ providers: [{ provide: LiveFeed, useValue: feed }] });
  followed = TestBed.runInInjectionContext(
    () =>
      new FollowedPage({
        place: signal({ page: 3 }),
        load: () =>
          new Promise<TextPage>((give, refuse) => answers.push({ give, refuse: () => refuse(new Error('away')) })),
        turnTo: (page) => turnedTo.push(page),
        intervalMs: 1,
      }),
  );
});

it('what the server has answered is not undone by a reading that began before', async () => {
  (await reading(1)).give(pageOf('read'));
  expect(await settled()).toEqual(['read']);
  followed.follow();
  const second = await reading(2);
  followed.put(() => pageOf('muted'));
  second.give(pageOf('read'));
  expect(await settled()).toEqual(['muted']);
  (await reading(3)).give(pageOf('read again')); // by itself: what was put stands until then
  expect(await settled()).toEqual(['read again']);
});

it('what was loaded again is not undone by a reading that began before', async () => {
  (await reading(1)).give(pageOf('read'));
  await settled();
  followed.follow();
  const second = await reading(2);
  followed.reload();
  (await reading(3)).give(pageOf('loaded again'));
  expect(await settled()).toEqual(['loaded again']);
  second.give(pageOf('older'));
  expect(await settled()).toEqual(['loaded again']);
});

it('a reading behind the scenes that fails is told, until one does not', async () => {
  (await reading(1)).give(pageOf('read'));
  await settled();
  followed.follow();
  (await reading(2)).refuse();
  expect([await settled(), followed.error()]).toEqual([['read'], new Error('away')]);
  followed.follow();
  (await reading(3)).give(pageOf('read again'));
  expect([await settled(), followed.error()]).toEqual([['read again'], undefined]);
});

it('a failure is over when the feed has had it read again', async () => {
  (await reading(1)).refuse();
  await settled();
  expect(followed.error()).toEqual(new Error('away'));
  feed.resets.next();
  (await reading(2)).give(pageOf('read'));
  expect([await settled(), followed.error()]).toEqual([['read'], undefined]);
});

it('a page past the last one is left for that one, however it was found out', async () => {
  (await reading(1)).give({ items: [], total: 25, pageSize: 20 });
  await settled();
  followed.follow();
  (await reading(2)).give({ items: [], total: 20, pageSize: 20 });
  await settled();
  expect(turnedTo).toEqual([2, 1]);
  followed.follow();
  (await reading(3)).give(pageOf());
  await settled();
  expect(turnedTo).toHaveLength(2);
});
