import { deepStrictEqual } from 'node:assert';
import type { TaskEvent } from '@task-queue/contracts';
import { decodeEvent } from '../../src/record/codec.js';
import type { Pair } from './pair.js';

/** The event log from a place on, decoded, each with its name. */
export async function eventsOf(
  { fixture, prefix }: Pair,
  after = '-',
): Promise<(TaskEvent & { readonly name: string })[]> {
  const entries = await fixture.redis.xrange(`${prefix}:events`, after === '-' ? '-' : `(${after}`, '+');
  return entries.map(([cursor, flat]) => {
    const fields = Object.fromEntries(flat.flatMap((field, i) => (i % 2 === 0 ? [[field, flat[i + 1]!]] : [])));
    return { name: fields['n']!, ...decodeEvent(cursor, fields) };
  });
}

/** Whether the event log is that of the model. */
export async function compareEvents(pair: Pair): Promise<void> {
  const events = await eventsOf(pair);
  const expected = pair.model.events.map((event, i) => ({ ...event, cursor: events[i]?.cursor })); // Redis' own, ascending
  deepStrictEqual(events, expected, 'the event log');
}
