import { resource } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { ProblemError } from '@task-queue/ui/problem';
import { readAgain } from './read-again';

let refusal: ProblemError['code'] | null;
let readings: number;

/** Something that is read once, and what is there of it after so long. */
function reading(): (ms: number) => Promise<string | undefined> {
  const read = TestBed.runInInjectionContext(() => {
    const once = resource({
      loader: () => {
        readings += 1;
        return refusal === null ? Promise.resolve('read') : Promise.reject(new ProblemError('', refusal));
      },
    });
    readAgain(once);
    return once;
  });
  return async (ms) => {
    for (let passed = 0; passed <= ms; passed += 1_000) {
      TestBed.tick();
      await jest.advanceTimersByTimeAsync(1_000);
    }
    return read.hasValue() ? read.value() : undefined;
  };
}

beforeEach(() => {
  jest.useFakeTimers();
  readings = 0;
});
afterEach(() => void jest.useRealTimers());

it('what could not be read is read again until it is there, and no more then', async () => {
  refusal = 'OFFLINE';
  const after = reading();
  expect(await after(40_000)).toBeUndefined();
  expect(readings).toBeGreaterThan(2);
  refusal = null;
  expect(await after(12_000)).toBe('read');
  const [enough] = [readings, await after(60_000)];
  expect(readings).toBe(enough);
});

it('nobody is asked for it while nobody is signed in', async () => {
  refusal = 'UNAUTHORIZED';
  expect(await reading()(60_000)).toBeUndefined();
  expect(readings).toBe(1);
});
