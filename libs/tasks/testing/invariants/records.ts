import { isFinal } from '@task-queue/contracts';
import { readEach, type RedisState, type StoredRecord } from './redis-state.js';

/** How many numbers a segment has; `src/index` knows it as well. */
export const SEGMENT = 131_072;

/** A record has the fields that its status asks for and no other, and its number is its own. */
export async function recordsAreWhole({ redis, prefix, records, unreadable }: RedisState): Promise<string[]> {
  const found = unreadable.map((id) => `${id} has a record that cannot be read`);
  const packed = await readEach(redis, [...records.values()], (pipeline, { state }) => {
    const at = (state.number % SEGMENT) * 16;
    return pipeline.getrangeBuffer(`${prefix}:ids:${Math.floor(state.number / SEGMENT)}`, at, at + 15);
  });
  for (const [record, bytes] of packed) {
    const { id, state } = record;
    if ((bytes as Buffer).toString('hex') !== id.replaceAll('-', '')) {
      found.push(`number ${state.number} is not the id ${id}`);
    }
    if (!isFinal(state.status) && state.bytes !== undefined) {
      found.push(`${id} is ${state.status} and has ${state.bytes} bytes`);
    }
    found.push(...fieldsThatDoNotFit(record));
  }
  return found;
}

function fieldsThatDoNotFit({ id, fields, state: { status, attempt } }: StoredRecord): string[] {
  const attempts = Array.from({ length: attempt }, (_, i) => `a${i + 1}`);
  const isCompleted = status === 'completed';
  const endings = isCompleted ? ['r', 'f'] : status === 'cancelled' ? [] : ['e', 'q'];
  const mayBe = new Set(['h', 'p', 's', 'x', ...attempts, ...endings]);
  const mustBe = ['h', 'p', 's', ...attempts, ...(isCompleted ? ['r'] : status === 'failed' ? ['e'] : [])];
  return [
    ...Object.keys(fields)
      .filter((field) => !mayBe.has(field))
      .map((field) => `${id} is ${status} and has ${field}`),
    ...mustBe.filter((field) => fields[field] === undefined).map((field) => `${id} is ${status} without ${field}`),
  ];
}
