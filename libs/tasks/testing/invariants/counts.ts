import { isFinal } from '@task-queue/contracts';
import type { RedisState } from './redis-state.js';

/** How many tasks there are by owner, status and type, and what the finished ones take, is as one would count it. */
export async function countsAreRight({ redis, prefix, records, damaged, endingsOf }: RedisState): Promise<string[]> {
  const found: string[] = [];
  const counts = new Map<string, number>();
  const add = (what: string, amount: number): void => void counts.set(what, (counts.get(what) ?? 0) + amount);
  for (const { head, state } of records.values()) {
    for (const whose of ['', head.createdBy.id]) {
      add(`${whose} status:${state.status}`, 1);
      add(`${whose} type:${head.type}`, 1);
    }
    if (isFinal(state.status)) {
      add(` bytes:${state.status}`, state.bytes ?? NaN);
    }
  }
  for (const whose of endingsOf('count:')) {
    for (const [field, count] of Object.entries(await redis.hgetall(`${prefix}:count:${whose}`))) {
      const wanted = counts.get(`${whose} ${field}`);
      if (wanted !== Number(count) && !(damaged.size > 0 && field.startsWith('bytes:'))) {
        found.push(`count of ${field} for "${whose}" is ${count}, not ${wanted}`);
      }
      counts.delete(`${whose} ${field}`);
    }
  }
  return [...found, ...[...counts].map(([what, count]) => `the count ${what} of ${count} is missing`)];
}
