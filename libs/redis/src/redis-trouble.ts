import { ReplyError } from 'ioredis';

/** A cut-off peer, a full disk or memory, a restart: Redis answers, but does not serve at the moment. */
const REFUSALS = /^(OOM|LOADING|READONLY|MISCONF|MASTERDOWN|CLUSTERDOWN|BUSY|TRYAGAIN|NOREPLICAS)\b/;

/** Whether Redis answered that it serves no writes at the moment (full, loading, read-only): later it will. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error instanceof ReplyError && REFUSALS.test(error.message);
}

/** Whether Redis answered that it is at its limit, also within a transaction. */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error) || !(error instanceof ReplyError)) {
    return false;
  }
  const { previousErrors = [] } = error as { readonly previousErrors?: readonly unknown[] }; // ioredis puts them there
  return error.message.startsWith('OOM') || previousErrors.some(isFull);
}

/** Errors of our own code pass as they are: no waiting mends them. */
const FAULTS = ['TypeError', 'SyntaxError', 'RangeError', 'ReferenceError'];

/**
 * What an error of a command means to whoever asked: Redis is `full`; it is out of reach or serves nothing at the moment
 * (`unavailable`); or it refused for a reason that no waiting mends (`fault`).
 */
export type RedisTrouble = 'full' | 'unavailable' | 'fault';

/** What an error of ioredis means; `null` for one that is not of Redis but of our own code. */
export function troubleOf(error: unknown): RedisTrouble | null {
  if (!(error instanceof Error) || FAULTS.includes(error.name)) {
    return null;
  }
  if (isFull(error)) {
    return 'full';
  }
  return error instanceof ReplyError && !isRefusal(error) ? 'fault' : 'unavailable';
}
