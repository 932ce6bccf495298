import { describe, expect, it } from '@jest/globals';
import { FakeFeed } from '../../testing/fake-feed';
import { Journal } from './journal';
import type { LiveEvent } from './merge-events';

function eventOf(taskId: string): LiveEvent {
  const feed = new FakeFeed();
  let told: LiveEvent | undefined;
  feed.events.subscribe((live) => (told = live));
  feed.tell('task:progress', taskId);
  return told!;
}
const ids = (events: readonly LiveEvent[]): string[] => events.map(({ event }) => event.taskId);

describe('the journal', () => {
  it('keeps nothing while nothing is read, for hours of progress', async () => {
    const journal = new Journal();
    expect(journal.keep(eventOf('a'))).toBe(false);
    await journal.during(async () => {
      expect(journal.keep(eventOf('b'))).toBe(true);
    });
    expect(journal.keep(eventOf('c'))).toBe(false);
    expect(await journal.during(async () => 'page')).toEqual({ read: 'page', since: [] });
  });

  it('gives each reading what happened since it began, also where another fails', async () => {
    const journal = new Journal();
    const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const one = journal.during(() => first.promise);
    journal.keep(eventOf('a'));
    const other = journal.during(() => second.promise);
    journal.keep(eventOf('b'));
    first.reject(new Error('away'));
    await expect(one).rejects.toThrow('away');
    journal.keep(eventOf('c'));
    second.resolve('page');
    expect(ids((await other).since)).toEqual(['b', 'c']);
    expect(journal.keep(eventOf('d'))).toBe(false);
  });
});
