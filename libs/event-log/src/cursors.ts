/** The cursor before everything. */
export const FIRST_CURSOR = '0-0';

/** Orders two cursors: negative where the first is the earlier one. They are ids of a Redis Stream. */
export function compareCursors(a: string, b: string): number {
  const [aMs, aSequence] = a.split('-').map(Number) as [number, number];
  const [bMs, bSequence] = b.split('-').map(Number) as [number, number];
  return aMs - bMs || aSequence - bSequence;
}

/** Whether something is a cursor. */
export function isCursor(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,15}-\d{1,15}$/.test(value);
}
