import { describe, expect, it } from '@jest/globals';
import { CHILDREN_SHOWN, jsonRows, UNTOUCHED } from './json-rows';

const open = (path: string, isOpen: boolean) => ({ ...UNTOUCHED, toggled: new Map([[path, isOpen]]) });

describe('the lines of a JSON value', () => {
  it('are its members, with their level and their place among their siblings', () => {
    const rows = jsonRows({ format: 'csv', filter: { status: ['failed'] } });
    expect(rows.map(({ path, level, position, setSize, isOpen }) => [path, level, position, setSize, isOpen])).toEqual([
      ['/format', 1, 1, 2, null],
      ['/filter', 1, 2, 2, true],
      ['/filter/status', 2, 1, 1, true],
      ['/filter/status/0', 3, 1, 1, null],
    ]);
  });

  it('are one for a value without members', () => {
    expect(jsonRows(null)).toMatchObject([{ kind: 'null', text: 'null', key: null }]);
    expect(jsonRows({})).toMatchObject([{ kind: 'object', text: '{}', isOpen: null }]);
    expect(jsonRows('<b>')).toMatchObject([{ kind: 'string', text: '"<b>"' }]);
  });

  it('do not go into what is folded', () => {
    expect(jsonRows({ a: { b: 1 } }, open('/a', false)).map(({ path }) => path)).toEqual(['/a']);
  });

  it('tell members apart whose names hold slashes and tildes', () => {
    expect(jsonRows({ 'a/b': 1, 'a~1b': 2 }).map(({ path }) => path)).toEqual(['/a~1b', '/a~01b']);
  });

  it('are a hundred and a «more» where there are many, and a hundred more when asked for', () => {
    const many = Array.from({ length: 250 }, (_, i) => i);
    const rows = jsonRows(many);
    expect(rows).toHaveLength(CHILDREN_SHOWN + 1);
    expect(rows.at(-1)).toMatchObject({ kind: 'more', text: '150', level: 1 });
    const more = jsonRows(many, { ...UNTOUCHED, shown: new Map([['', 300]]) });
    expect(more).toHaveLength(250);
  });

  it('cut a long text until it is unfolded', () => {
    const text = 'x'.repeat(1_000);
    expect(jsonRows({ text })[0]).toMatchObject({ isOpen: false, text: `"${'x'.repeat(300)}…` });
    expect(jsonRows({ text }, open('/text', true))[0]?.text).toBe(JSON.stringify(text));
  });

  it('of a megabyte are few', () => {
    const big = Array.from({ length: 20_000 }, (_, id) => ({ id, title: `task ${id}`, tags: ['a', 'b'] }));
    expect(JSON.stringify(big).length).toBeGreaterThan(1_000_000 * 0.8);
    expect(jsonRows(big)).toHaveLength(CHILDREN_SHOWN + 1);
    expect(jsonRows({ big }, open('/big', true))).toHaveLength(CHILDREN_SHOWN + 2);
  });
});
