import { describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { Happening } from '../reader/happening.js';
import { Sums } from '../reader/sums.js';
import { ErrorGroups } from './error-groups.js';

const HOUR_MS = 3_600_000;
const NO_REDIS = {} as Redis; // nothing is asked of it

function failed(owner: string, fingerprint: string, atMs: number): Happening {
  const failure = { code: 'HANDLER_ERROR', message: 'no', attempt: 1, fingerprint } as const;
  return { kind: 'failed', atMs, taskId: 'id', type: 't', priority: 'normal', owner, waitedMs: null, ranMs: 1, failure }; // prettier-ignore
}

describe('errors of one kind', () => {
  test('in the same hour are added to a trend together, of everybody and of each person', () => {
    const sums = new Sums();
    new ErrorGroups(NO_REDIS, NO_REDIS, 'x').count(
      [
        ...[1, 2, 3].map((ms) => failed('ann', 'a', HOUR_MS + ms)),
        failed('ben', 'a', HOUR_MS),
        failed('ben', 'b', HOUR_MS),
        failed('ann', 'a', 2 * HOUR_MS),
      ],
      sums,
    );
    const added = sums.all.map(({ hashes, counts }) => [hashes.map(({ expiresAtMs }) => expiresAtMs), [...counts]]);
    const until = (hour: number, counts: Readonly<Record<string, number>>): unknown => [[hour * HOUR_MS], Object.entries(counts)]; // prettier-ignore
    expect(added).toEqual([
      until(26, { a: 4, b: 1 }), // everybody's
      until(26, { a: 3 }),
      until(26, { a: 1, b: 1 }),
      until(27, { a: 1 }), // everybody's
      until(27, { a: 1 }),
    ]);
    expect(new Set(sums.all.map(({ hashes }) => hashes[0]!.key)).size).toBe(5);
  });
});
