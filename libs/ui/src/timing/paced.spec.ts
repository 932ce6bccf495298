import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Paced } from './paced';

describe('something paced', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is done once for many requests, and not twice at the same time', async () => {
    let finish = (): void => undefined;
    const action = jest.fn(() => new Promise<void>((done) => (finish = done)));
    const paced = new Paced(action, 1_000);
    Array.from({ length: 200 }, () => paced.request());
    await jest.advanceTimersByTimeAsync(1_000);
    expect(action).toHaveBeenCalledTimes(1);
    paced.request();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(action).toHaveBeenCalledTimes(1);
    finish();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(action).toHaveBeenCalledTimes(2);
  });

  it('goes on after a failure, and not after a stop', async () => {
    const action = jest.fn(() => Promise.reject(new Error('offline')));
    const paced = new Paced(action, 10);
    paced.request();
    await jest.advanceTimersByTimeAsync(10);
    paced.request();
    await jest.advanceTimersByTimeAsync(10);
    expect(action).toHaveBeenCalledTimes(2);
    paced.stop();
    paced.request();
    await jest.advanceTimersByTimeAsync(100);
    expect(action).toHaveBeenCalledTimes(2);
  });
});
