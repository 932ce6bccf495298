import { describe, expect, it } from '@jest/globals';
import { parseCron } from './cron';

describe('a 5-field cron expression', () => {
  it('is every value that its fields allow', () => {
    expect(parseCron('*/20 9-11,13 1 JAN,jul sun,1-2,7')).toEqual({
      minutes: [0, 20, 40],
      hours: [9, 10, 11, 13],
      days: [1],
      months: [1, 7],
      weekdays: [0, 1, 2],
      isEither: true,
    });
  });

  it.each(['0 0 * * 7', '0 0 * * 0', '0 0 * * SUN'])('%s is due on Sundays', (cron) => {
    expect(parseCron(cron)?.weekdays).toEqual([0]);
  });

  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '5/15 * * * *',
    '*/0 * * * *',
    '*/99 * * * *', // the server refuses it
    '*/60 * * * *',
    '0 */24 * * *',
    '5/1 * * * *',
    '22-2 * * * *',
    '? * * * *',
    '* * L * *',
    '* * * * 1#2',
    '1,,2 * * * *',
    '1- * * * *',
    '@daily',
  ])('«%s» is none', (text) => {
    expect(parseCron(text)).toBeNull();
  });
});
