import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect, it } from '@jest/globals';
import { FakeFeed } from '../../testing/fake-feed';
import { FollowedPage } from './followed-page';
import { LiveFeed } from './live-feed';

it('what the server has answered is not undone by a reading that began before', async () => {
  TestBed.configureTestingModule({ providers: [{ provide: LiveFeed, useValue: new FakeFeed() }] });
  const answers: ((text: string) => void)[] = [];
  const load = (): Promise<{ readonly text: string }> =>
    new Promise((resolve) => answers.push((text) => resolve({ text })));
  const place = signal({});
  const followed = TestBed.runInInjectionContext(() => new FollowedPage(place, load, 1));
  const reading = async (count: number): Promise<void> => {
    while (answers.length < count) {
      TestBed.tick();
      await new Promise((next) => setTimeout(next));
    }
  };
  const settled = async (): Promise<string | undefined> => {
    await new Promise((next) => setTimeout(next));
    TestBed.tick();
    return followed.page()?.text;
  };
  await reading(1);
  answers[0]!('read');
  expect(await settled()).toBe('read');
  followed.follow();
  await reading(2);
  followed.put(() => ({ text: 'muted' }));
  answers[1]!('read');
  expect(await settled()).toBe('muted');
  await reading(3); // by itself: what was put stands until then
  answers[2]!('read again');
  expect(await settled()).toBe('read again');
});
