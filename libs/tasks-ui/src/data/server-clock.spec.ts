import { HttpErrorResponse, HttpResponse, provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { from } from 'rxjs';
import { translated } from '../../testing/translated';
import { provideTasksUi } from '../provide-tasks-ui';
import { ServerClock } from './server-clock';

const MINUTE = 60_000;

/** The server, whose clock is right and goes on whatever is done to the browser's. */
let server: { readonly startMs: number; wayMs: number; problem: number | null; asked: number };
let token: string | null;

const serverNowMs = (): number => server.startMs + performance.now();

async function answer(): Promise<HttpResponse<unknown>> {
  server.asked += 1;
  await new Promise((arrived) => setTimeout(arrived, server.wayMs / 2));
  if (server.problem !== null) {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is what HttpClient throws
    throw new HttpErrorResponse({ status: server.problem });
  }
  const now = new Date(serverNowMs()).toISOString();
  await new Promise((arrived) => setTimeout(arrived, server.wayMs / 2));
  return new HttpResponse({ status: 200, body: { now } });
}

/** Whether the clock is right to a tenth of a second. */
const isRight = (clock: ServerClock): boolean => Math.abs(clock.nowMs() - serverNowMs()) < 100;

/** The clock of a browser that is so much off, as it was asked for and the time given to be answered. */
async function open(aheadMs: number, waitMs = 100): Promise<ServerClock> {
  jest.setSystemTime(serverNowMs() + aheadMs);
  TestBed.configureTestingModule({
    imports: [translated()],
    providers: [
      provideHttpClient(withInterceptors([() => from(answer())])),
      provideTasksUi({ baseUrl: '/api', token: () => token }),
    ],
  });
  const clock = TestBed.inject(ServerClock);
  void clock.known();
  await jest.advanceTimersByTimeAsync(waitMs);
  return clock;
}

beforeEach(() => {
  jest.useFakeTimers();
  server = { startMs: Date.parse('2026-11-23T08:00:00Z'), wayMs: 40, problem: null, asked: 0 };
  token = 'token';
});
afterEach(() => void jest.useRealTimers());

describe('the server’s clock', () => {
  it.each([0, 10, -10, 120, -120])('is known to a browser whose own is %d minutes ahead', async (minutes) => {
    const clock = await open(minutes * MINUTE);
    expect(isRight(clock)).toBe(true);
    await jest.advanceTimersByTimeAsync(5 * MINUTE);
    expect(isRight(clock)).toBe(true);
    expect(server.asked).toBe(1);
  });

  it('is known over a slow line to half of what the way takes', async () => {
    server.wayMs = 2_000;
    const clock = await open(120 * MINUTE, 2_100);
    expect(isRight(clock)).toBe(true);
  });

  it.each([-120, 120])('is known again soon after the browser’s was set by %d minutes', async (minutes) => {
    const clock = await open(0);
    jest.setSystemTime(Date.now() + minutes * MINUTE);
    await jest.advanceTimersByTimeAsync(1_100);
    expect(isRight(clock)).toBe(true);
    expect(server.asked).toBe(2);
  });

  it('does not go back with a browser’s that was set back, even before the server has said so', async () => {
    const clock = await open(0);
    jest.setSystemTime(Date.now() - 120 * MINUTE);
    expect(isRight(clock)).toBe(true);
  });

  it('goes on while the computer sleeps, and is asked for when it wakes', async () => {
    const clock = await open(-10 * MINUTE);
    // The one clock stands still and the other does not: all that tells a sleep.
    const awake = clock.nowMs();
    jest.setSystemTime(Date.now() + 8 * 60 * MINUTE);
    expect(Math.abs(clock.nowMs() - awake - 8 * 60 * MINUTE)).toBeLessThan(100);
    await jest.advanceTimersByTimeAsync(1_100);
    expect(server.asked).toBe(2);
  });

  it('is asked for again now and then', async () => {
    await open(0);
    await jest.advanceTimersByTimeAsync(10 * MINUTE + 1_000);
    expect(server.asked).toBe(2);
  });

  it('that cannot be asked for holds nobody up, and is asked for again', async () => {
    server.problem = 503;
    const clock = await open(10 * MINUTE);
    let isHeldUp = true;
    void clock.known().then(() => (isHeldUp = false));
    await jest.advanceTimersByTimeAsync(0);
    expect(isHeldUp).toBe(false);
    server.problem = null;
    await jest.advanceTimersByTimeAsync(31_000);
    expect(isRight(clock)).toBe(true);
  });

  it('that is not answered holds nobody up for long', async () => {
    server.wayMs = 10 * MINUTE;
    const clock = await open(0);
    let isHeldUp = true;
    void clock.known().then(() => (isHeldUp = false));
    await jest.advanceTimersByTimeAsync(2_900);
    expect(isHeldUp).toBe(true);
    await jest.advanceTimersByTimeAsync(200);
    expect(isHeldUp).toBe(false);
  });

  it('is not asked for again and again where nobody is signed in any more', async () => {
    const clock = await open(0);
    token = null;
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    expect(server.asked).toBe(1);
    token = 'another';
    void clock.known();
    await jest.advanceTimersByTimeAsync(1_100);
    expect(server.asked).toBe(2);
  });
});
