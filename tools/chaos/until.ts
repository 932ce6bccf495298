import { setTimeout as elapsed } from 'node:timers/promises';

/** Asks again and again until the answer is neither `false`, `null` nor `undefined`; resolves with it. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer> | Answer,
  { deadlineMs, everyMs = 100 }: { readonly deadlineMs: number; readonly everyMs?: number },
): Promise<NonNullable<Answer>> {
  const startedMs = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined) {
      return answer;
    }
    if (Date.now() - startedMs > deadlineMs) {
      throw new Error(`${what}: not within ${deadlineMs / 1000} s`);
    }
    await elapsed(everyMs);
  }
}
