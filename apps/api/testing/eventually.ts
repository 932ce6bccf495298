import { setTimeout as elapsed } from 'node:timers/promises';

/** Asks again and again until the answer is true: for what no event tells of. */
export async function eventually(isSo: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) {
      throw new Error(`Not within ${withinMs / 1000} s: ${isSo.toString()}`);
    }
    await elapsed(20);
  }
}
