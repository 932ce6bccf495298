import { expect, test } from '@jest/globals';
import { ValidationError } from '@task-queue/problems';
import { previewOf } from './schedule-preview.js';

const NOW_MS = Date.parse('2027-03-27T20:00Z'); // the clock in Berlin changes at 2027-03-28T01:00Z

test('a preview says of its first tick too that the clock changes until then', () => {
  const daily = { cron: '0 12 * * *', timeZone: 'Europe/Berlin', count: 2 };
  expect(previewOf(daily, NOW_MS).times).toEqual([
    { at: '2027-03-28T10:00:00.000Z', offset: '+02:00', note: 'OFFSET_CHANGED' },
    { at: '2027-03-29T10:00:00.000Z', offset: '+02:00' },
  ]);
});

test('a preview that begins after the clock has changed does not speak of it', () => {
  const summer = { cron: '0 12 * * *', timeZone: 'Europe/Berlin', startsAt: '2027-06-01T00:00:00Z', count: 1 };
  expect(previewOf(summer, NOW_MS).times).toEqual([{ at: '2027-06-01T10:00:00.000Z', offset: '+02:00' }]);
});

test('a preview ends with the year 9999, whose instants are the last that the API takes', () => {
  const yearly = { everyMs: 31_536_000_000, timeZone: 'UTC', startsAt: '9999-06-01T00:00:00Z' };
  expect(previewOf(yearly, NOW_MS).times).toEqual([{ at: '9999-06-01T00:00:00.000Z', offset: '+00:00' }]);
  const refused = (): unknown => previewOf({ ...yearly, anchor: '9999-03-01T00:00:00Z' }, NOW_MS);
  expect(refused).toThrow(ValidationError);
  expect(problemsOf(refused)).toMatchObject([{ field: 'everyMs' }]);
});

function problemsOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof ValidationError ? error.problems : error;
  }
}
