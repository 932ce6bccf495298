import type { Answer } from './answer.js';

/** The cookie that a browser is known by from now on, as it sends it. */
export const deviceCookieOf = ({ headers }: Answer<unknown>): string =>
  headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith('task-queue-device-'))!
    .split(';')[0]!;
