import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Repeated } from './repeated';

const SECOND = 1_000;

let isHidden: boolean;
let repeated: Repeated;

/** Shows or hides the page, as another tab does. */
function hide(hidden: boolean): void {
  isHidden = hidden;
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  jest.useFakeTimers();
  isHidden = false;
  jest.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden);
});
afterEach(() => {
  repeated.stop();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('something repeated', () => {
  it('is done at once and then each time so long after the last, failures included, until it is stopped', async () => {
    const action = jest.fn(() => Promise.reject(new Error('offline')));
    repeated = new Repeated(action, SECOND);
    expect(action).not.toHaveBeenCalled();
    repeated.now();
    await jest.advanceTimersByTimeAsync(2.5 * SECOND);
    expect(action).toHaveBeenCalledTimes(3);
    repeated.stop();
    repeated.now();
    await jest.advanceTimersByTimeAsync(5 * SECOND);
    expect(action).toHaveBeenCalledTimes(3);
  });

  it('that is wanted while it is being done is done once more after that, and never twice at once', async () => {
    const finish: (() => void)[] = [];
    const action = jest.fn(() => new Promise<void>((done) => finish.push(done)));
    repeated = new Repeated(action, SECOND);
    repeated.now();
    repeated.now();
    repeated.now();
    expect(action).toHaveBeenCalledTimes(1);
    finish[0]!();
    await jest.advanceTimersByTimeAsync(0);
    expect(action).toHaveBeenCalledTimes(2);
  });

  it('rests while the page is hidden, and is done at once when it is seen again', async () => {
    const action = jest.fn(() => Promise.resolve());
    repeated = new Repeated(action, SECOND);
    repeated.now();
    hide(true);
    await jest.advanceTimersByTimeAsync(10 * SECOND);
    expect(action).toHaveBeenCalledTimes(1);
    hide(false);
    expect(action).toHaveBeenCalledTimes(2);
  });
});
