import { describe, expect, it } from '@jest/globals';
import { parseOverviewPlace, toOverviewParams } from './overview-place';

const parse = (text: string) => parseOverviewPlace(new URLSearchParams(text));

describe('the address of an overview', () => {
  it('holds the span and the type, and no more than differs from what everybody begins with', () => {
    expect(parse('window=7d&type=tasks.export')).toEqual({ window: '7d', type: 'tasks.export' });
    expect(toOverviewParams(parse('window=7d&type=tasks.export'))).toEqual({ window: '7d', type: 'tasks.export' });
    expect(toOverviewParams(parse(''))).toEqual({ window: null, type: null });
  });

  it('still opens when parts of it make no sense', () => {
    expect(parse(`window=9y&type=${'x'.repeat(9_999)}`)).toEqual({ window: '24h', type: '' });
  });
});
