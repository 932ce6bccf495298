import { describe, expect, it } from '@jest/globals';
import { RowSelection } from './row-selection';

const PAGE = ['a', 'b', 'c', 'd', 'e'];

describe('a selection of rows', () => {
  it('takes a range from the last chosen row, in either direction', () => {
    const selection = new RowSelection();
    selection.toggle('d', PAGE);
    selection.toggle('b', PAGE, true);
    expect([...selection.ids()].sort()).toEqual(['b', 'c', 'd']);
    selection.toggle('e', PAGE);
    selection.toggle('c', PAGE, true);
    expect([...selection.ids()].sort()).toEqual(['b']);
  });

  it('takes the whole page and gives it back', () => {
    const selection = new RowSelection();
    selection.toggle('a', PAGE);
    selection.togglePage(PAGE);
    expect(selection.count()).toBe(5);
    selection.togglePage(PAGE);
    expect(selection.count()).toBe(0);
  });

  it('means everything that matches only until it is changed by hand', () => {
    const selection = new RowSelection();
    selection.chooseEverything(PAGE);
    expect(selection.isEverything()).toBe(true);
    selection.toggle('b', PAGE);
    expect(selection.isEverything()).toBe(false);
    expect(selection.count()).toBe(4);
  });

  it('forgets rows that are no longer on the page', () => {
    const selection = new RowSelection();
    selection.togglePage(PAGE);
    selection.retain(['b', 'z']);
    expect([...selection.ids()]).toEqual(['b']);
  });
});
