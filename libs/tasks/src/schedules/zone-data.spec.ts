import { expect, test } from '@jest/globals';
import { tellZoneData } from './zone-data.js';

const NOW_MS = Date.parse('2030-06-01T00:00:00Z');

test.each<[string | undefined, 'log' | 'warn']>([
  ['2030a', 'log'],
  ['2029b', 'log'],
  ['2028b', 'warn'],
  ['none', 'warn'],
])('the age of the time-zone data is told at the start: %s', (version, expected) => {
  const told: string[] = [];
  const logger = { log: () => void told.push('log'), warn: () => void told.push('warn') };
  tellZoneData(logger, NOW_MS, version);
  expect(told).toEqual([expected]);
});

test('this Node says what its data is', () => {
  const told: unknown[] = [];
  const tell = (facts: unknown): void => void told.push(facts);
  tellZoneData({ log: tell, warn: tell }, NOW_MS);
  expect(told).toEqual([{ zoneData: expect.stringMatching(/^20\d\d[a-z]$/) }]);
});
