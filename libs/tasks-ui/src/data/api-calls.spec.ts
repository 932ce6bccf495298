import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Observable } from 'rxjs';
import { translated } from '../../testing/translated';
import { provideTasksUi } from '../provide-tasks-ui';
import { ApiCalls } from './api-calls';

/** How many calls are on their way; none is ever answered. */
let waiting = 0;
const NEVER_ANSWERED = new Observable<never>(() => {
  waiting += 1;
  return () => (waiting -= 1);
});

describe('a call that is never answered', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    waiting = 0;
    TestBed.configureTestingModule({
      imports: [translated()],
      providers: [
        provideHttpClient(withInterceptors([() => NEVER_ANSWERED])),
        provideTasksUi({ baseUrl: '/api', token: () => 'token' }),
      ],
    });
  });
  afterEach(() => void jest.useRealTimers());

  /** What becomes of a call within a time. */
  async function outcomeOf(method: string, afterMs: number): Promise<unknown> {
    let outcome: unknown = 'waits';
    void TestBed.inject(ApiCalls)
      .json(method, '/tasks')
      .catch((problem: unknown) => (outcome = problem));
    await jest.advanceTimersByTimeAsync(afterMs);
    return outcome;
  }

  it('is given up after half a minute where it only reads, as if nobody were there', async () => {
    expect(await outcomeOf('GET', 31_000)).toMatchObject({ code: 'OFFLINE' });
    expect(waiting).toBe(0);
  });

  it('is waited for on a slow line', async () => {
    expect(await outcomeOf('GET', 29_000)).toBe('waits');
    expect(waiting).toBe(1);
  });

  it('is waited for where it changes something', async () => {
    expect(await outcomeOf('POST', 600_000)).toBe('waits');
    expect(waiting).toBe(1);
  });
});
