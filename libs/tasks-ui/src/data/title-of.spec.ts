import { describe, expect, it } from '@jest/globals';
import { isolatedTitleOf, titleOf } from './title-of';

describe('a task’s title', () => {
  it('that shows nothing gives way to its type, and that to its id', () => {
    expect(titleOf({ title: '月报', type: 'a.b', id: '1' })).toBe('月报');
    expect(titleOf({ title: '\u200B', type: 'a.b', id: '1' })).toBe('a.b');
    expect(titleOf({ title: '', type: '\u202E', id: '1' })).toBe('1');
    expect(isolatedTitleOf({ title: '\uFEFF', type: 'a.b' })).toBe('a.b');
  });
});
