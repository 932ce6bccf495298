import fc from 'fast-check';
import { instantMs } from './instant.js';

describe('instantMs', () => {
  test.each([
    ['2026-11-23T08:15:30.123Z', '2026-11-23T08:15:30.123Z'],
    ['2026-11-23T08:15:30.123456789Z', '2026-11-23T08:15:30.123Z'],
    ['2026-11-23T16:15:30+08:00', '2026-11-23T08:15:30.000Z'],
    ['2026-11-23T03:45-0430', '2026-11-23T08:15:00.000Z'],
    ['2026-11-23T08:15', '2026-11-23T08:15:00.000Z'],
    ['2026-11-23 08:15:30', '2026-11-23T08:15:30.000Z'],
    ['2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(new Date(instantMs(text)!).toISOString()).toBe(instant);
  });

  test.each([
    '',
    'yesterday',
    '2026',
    '2026-W10',
    '2026-02-29',
    '2026-11-31T00:00:00Z',
    '2026-13-01',
    '2026-11-23T24:00:00Z',
    '2026-11-23T08:60:00Z',
    '2026-11-23T08:15:30+25:00',
    '2026-11-23T08:15:30 08:00',
    ' 2026-11-23',
    '1763885730',
  ])('%p is none', (text) => {
    expect(instantMs(text)).toBeNull();
  });

  test('what a Date writes is read back', () => {
    const dates = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    const isReadBack = fc.property(dates, (date) => instantMs(date.toISOString()) === date.getTime());
    expect(fc.check(isReadBack)).toMatchObject({ failed: false });
  });
});
