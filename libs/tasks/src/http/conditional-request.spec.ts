import { describe, expect, test } from '@jest/globals';
import { isContinuation, select } from './conditional-request.js';

const TAG = '"the-tag"';
const WRITTEN = 'Mon, 23 Nov 2026 08:15:33 GMT';
const BEFORE = 'Mon, 23 Nov 2026 08:15:32 GMT';
const AFTER = 'Mon, 23 Nov 2026 08:15:34 GMT';
const FILE = { entityTag: TAG, lastModifiedMs: Date.parse(WRITTEN) + 12, sizeBytes: 1_000 };

const WHOLE = { status: 200 };
const SAME = { status: 304 };
const CHANGED = { status: 412 };
const BEYOND = { status: 416 };
const part = (start: number, end: number): object => ({ status: 206, range: { start, end } });

describe('a request for a file of 1,000 bytes', () => {
  test.each([
    ['bytes=0-', part(0, 999)],
    ['bytes=0-0', part(0, 0)],
    ['bytes=10-19', part(10, 19)],
    ['BYTES=999-', part(999, 999)],
    ['bytes=990-5000', part(990, 999)],
    ['bytes=-1', part(999, 999)],
    ['bytes=-5000', part(0, 999)],
    ['bytes=1000-', BEYOND],
    ['bytes=99999999999999999999-', BEYOND],
    ['bytes=-0', BEYOND],
    ['bytes=5-4', WHOLE],
    ['bytes=-', WHOLE],
    ['bytes=', WHOLE],
    ['bytes=a-b', WHOLE],
    ['bytes=0-1,5-6', WHOLE],
    ['lines=0-1', WHOLE],
    ['', WHOLE],
  ])('with Range %j', (range, expected) => {
    expect(select('GET', { range }, FILE)).toEqual(expected);
  });

  test.each([
    [{ 'if-range': TAG }, part(10, 19)],
    [{ 'if-range': WRITTEN }, part(10, 19)],
    [{ 'if-range': '"another"' }, WHOLE],
    [{ 'if-range': `W/${TAG}` }, WHOLE],
    [{ 'if-range': BEFORE }, WHOLE],
    [{ 'if-range': AFTER }, WHOLE],
    [{ 'if-range': 'nonsense' }, WHOLE],
    [{ 'if-match': TAG }, part(10, 19)],
    [{ 'if-match': '"another"' }, CHANGED],
    [{ 'if-unmodified-since': WRITTEN }, part(10, 19)],
    [{ 'if-unmodified-since': BEFORE }, CHANGED],
    [{ 'if-none-match': TAG }, SAME],
  ])('with a range of it and %j', (headers, expected) => {
    expect(select('GET', { range: 'bytes=10-19', ...headers }, FILE)).toEqual(expected);
  });

  test.each([
    [{ 'if-match': '*' }, WHOLE],
    [{ 'if-match': `"another", ${TAG}` }, WHOLE],
    [{ 'if-match': `W/${TAG}` }, CHANGED],
    [{ 'if-match': TAG, 'if-unmodified-since': BEFORE }, WHOLE],
    [{ 'if-none-match': '*' }, SAME],
    [{ 'if-none-match': `"another", W/${TAG}` }, SAME],
    [{ 'if-none-match': '"another"' }, WHOLE],
    [{ 'if-none-match': '"another"', 'if-modified-since': AFTER }, WHOLE],
    [{ 'if-modified-since': WRITTEN }, SAME],
    [{ 'if-modified-since': BEFORE }, WHOLE],
    [{ 'if-modified-since': 'nonsense', 'if-unmodified-since': 'nonsense' }, WHOLE],
  ])('with %j', (headers, expected) => {
    expect(select('GET', headers, FILE)).toEqual(expected);
    expect(select('HEAD', headers, FILE)).toEqual(expected);
  });

  test('by HEAD is of the whole, whatever its range', () => {
    expect(select('HEAD', { range: 'bytes=10-19' }, FILE)).toEqual(WHOLE);
  });
});

test.each(['bytes=0-', 'bytes=-5', 'bytes=0-0'])('an empty file has no range %s', (range) => {
  expect(select('GET', { range }, { ...FILE, sizeBytes: 0 })).toEqual(BEYOND);
});

test('only a range with the tag goes on with a download', () => {
  expect(isContinuation({ range: 'bytes=5-', 'if-range': TAG }, TAG)).toBe(true);
  expect(isContinuation({ range: 'bytes=5-', 'if-match': TAG }, TAG)).toBe(true);
  for (const headers of [
    {},
    { range: 'bytes=5-' },
    { 'if-range': TAG },
    { range: 'bytes=5-', 'if-range': WRITTEN },
    { range: 'bytes=5-', 'if-match': '*' },
    { range: 'bytes=5-', 'if-range': '"another"' },
  ]) {
    expect([headers, isContinuation(headers, TAG)]).toEqual([headers, false]);
  }
});
