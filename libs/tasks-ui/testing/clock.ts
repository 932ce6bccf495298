import type { ValueProvider } from '@angular/core';
import { ServerClock } from '../src/data/server-clock';

/** A server whose clock is the browser's own, or so much ahead, in milliseconds; where what asks for it is not the subject. */
export function serverAhead(aheadMs: () => number = () => 0): ValueProvider {
  const clock: Pick<ServerClock, 'nowMs' | 'known'> = {
    nowMs: () => Date.now() + aheadMs(),
    known: () => Promise.resolve(),
  };
  return { provide: ServerClock, useValue: clock };
}
