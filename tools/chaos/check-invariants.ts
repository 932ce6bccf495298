import type { Redis } from 'ioredis';
import { readEvents, readRecords, type LoggedEvent, type TaskRecord } from './record.ts';

const SEGMENT = 131_072;

/**
 * Compares records, index, due set, leases, lanes and event log with each other; each disagreement is a line. Nothing
 * may be under way meanwhile.
 */
export async function findDisagreements(redis: Redis, prefix: string): Promise<readonly string[]> {
  const keys = await scan(redis, `${prefix}:*`);
  const after = (name: string): string[] =>
    keys.filter((key) => key.startsWith(`${prefix}:${name}:`)).map((key) => key.slice(prefix.length + name.length + 2));
  const records = await readRecords(redis, prefix, after('t'));
  const postings = await readPostings(redis, prefix, after('x'));
  return [
    ...(records.length === after('t').length ? [] : ['a record has no state']),
    ...(await compareNumbers(redis, prefix, records)),
    ...comparePostings(records, postings),
    ...(await compareQueues(redis, prefix, records, new Set(keys))),
    ...compareEvents(records, await readEvents(redis, prefix), await isCut(redis, `${prefix}:events`)),
  ];
}

async function scan(redis: Redis, pattern: string): Promise<string[]> {
  const keys: string[] = [];
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1_000);
    keys.push(...found);
    cursor = next;
  } while (cursor !== '0');
  return [...new Set(keys)];
}

/** `facet:value` of each container, with the numbers it holds. */
async function readPostings(
  redis: Redis,
  prefix: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const postings = new Map<string, Set<number>>();
  for (const name of names) {
    const key = `${prefix}:x:${name}`;
    const [segment = '', ...rest] = name.split(':');
    const numbers = postings.get(rest.join(':')) ?? new Set<number>();
    const bits = (await redis.type(key)) === 'set' ? await redis.smembers(key) : bitsOf(await redis.getBuffer(key));
    for (const bit of bits) {
      numbers.add(Number(segment) * SEGMENT + Number(bit));
    }
    postings.set(rest.join(':'), numbers);
  }
  // What waits to be filed is as good as filed: whoever reads files it first.
  for (const entry of await redis.lrange(`${prefix}:intake`, 0, -1)) {
    const [, number, json] = /^(\d+):(.*)$/.exec(entry) as unknown as [string, string, string]; // as the script writes it
    const { type, priority, owner } = JSON.parse(json) as Readonly<Record<string, string>>;
    for (const facet of ['all:', `type:${type}`, `priority:${priority}`, `owner:${owner}`, 'term:(waits)']) {
      postings.set(facet, (postings.get(facet) ?? new Set<number>()).add(Number(number)));
    }
  }
  return postings;
}

function bitsOf(bitmap: Buffer | null): number[] {
  return [...(bitmap ?? [])].flatMap((byte, index) =>
    Array.from({ length: 8 }, (_, bit) => bit)
      .filter((bit) => byte & (0x80 >> bit))
      .map((bit) => index * 8 + bit),
  );
}

async function compareNumbers(redis: Redis, prefix: string, records: readonly TaskRecord[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id, state } of records) {
    const at = (state.number % SEGMENT) * 16;
    const packed = await redis.getrangeBuffer(`${prefix}:ids:${Math.floor(state.number / SEGMENT)}`, at, at + 15);
    if (packed.toString('hex') !== id.replaceAll('-', '')) {
      wrong.push(`${id}: its number ${state.number} is another's`);
    }
  }
  return wrong;
}

/** Every entry that a record implies is there, and no other. */
function comparePostings(
  records: readonly TaskRecord[],
  postings: ReadonlyMap<string, ReadonlySet<number>>,
): readonly string[] {
  const wrong: string[] = [];
  const byNumber = new Map(records.map((record) => [record.state.number, record]));
  const facetsOf = ({ head, state }: TaskRecord): string[] => [
    'all:',
    `status:${state.status}`,
    `type:${head.type}`,
    `priority:${head.priority}`,
    `owner:${head.createdBy.id}`,
  ];
  const numbersUnder = (facet: string): ReadonlySet<number> =>
    new Set([...postings].flatMap(([name, numbers]) => (name.startsWith(facet) ? [...numbers] : [])));
  const [named, faulty] = [numbersUnder('term:'), numbersUnder('error:')];
  for (const record of records) {
    const { id, state, hasErrorTerms } = record;
    for (const facet of facetsOf(record)) {
      if (!postings.get(facet)?.has(state.number)) {
        wrong.push(`${id}: has no entry under ${facet}`);
      }
    }
    if (!named.has(state.number)) {
      wrong.push(`${id}: no word finds it`);
    }
    if (faulty.has(state.number) !== hasErrorTerms) {
      wrong.push(`${id}: ${hasErrorTerms ? 'no' : 'a'} word of an error finds it`);
    }
  }
  for (const [facet, numbers] of postings) {
    // Which words a text has is not told by the record; that the task is there is.
    const isOfText = /^(term|error):/.test(facet);
    for (const number of facet.startsWith('snapshot:') ? [] : numbers) {
      const record = byNumber.get(number);
      if (record === undefined || !(isOfText || facetsOf(record).includes(facet))) {
        wrong.push(`${record?.id ?? `number ${number}`}: has an entry under ${facet} that it should not`);
      }
    }
  }
  return wrong;
}

/** A pending task is due or has a ticket in its lane; a running one has a lease; nothing else has either. */
async function compareQueues(
  redis: Redis,
  prefix: string,
  records: readonly TaskRecord[],
  keys: ReadonlySet<string>,
): Promise<string[]> {
  const wrong: string[] = [];
  const due = new Set(await redis.zrange(`${prefix}:due`, 0, -1));
  const leases = new Set(await redis.zrange(`${prefix}:leases`, 0, -1));
  for (const { id, head, state } of records) {
    const ticket = `${id}.${state.ticket}`;
    const isDue = due.delete(ticket);
    const isLeased = leases.delete(id);
    const isInLane = keys.has(`${prefix}:lane-${head.priority}:${ticket}`);
    if (state.status === 'pending' && isDue === isInLane) {
      wrong.push(`${id}: is pending, and ${isDue ? 'both due and' : 'neither due nor'} in its lane`);
    }
    if (state.status !== 'pending' && isDue) {
      wrong.push(`${id}: is due and ${state.status}`);
    }
    if (isLeased !== (state.status === 'running')) {
      wrong.push(`${id}: is ${state.status} ${isLeased ? 'with' : 'without'} a lease`);
    }
  }
  return [
    ...wrong,
    ...[...due].map((ticket) => `${ticket}: is due and has no record`),
    ...[...leases].map((id) => `${id}: has a lease and no record`),
  ];
}

/** Whether the oldest entries of a stream were cut off, as those of the event log are while Redis is filling. */
async function isCut(redis: Redis, stream: string): Promise<boolean> {
  if ((await redis.exists(stream)) === 0) {
    return false;
  }
  const flat = (await redis.xinfo('STREAM', stream)) as unknown[];
  const factOf = (name: string): unknown => flat[flat.indexOf(name) + 1];
  return factOf('entries-added') !== factOf('length');
}

/** One event a version, in order; the last one says what the record says. A log that was cut begins anywhere. */
function compareEvents(records: readonly TaskRecord[], events: readonly LoggedEvent[], wasCut: boolean): string[] {
  const wrong: string[] = [];
  const last = new Map<string, LoggedEvent>();
  for (const event of events) {
    const before = last.get(event.taskId);
    const follows =
      before === undefined ? wasCut || event.state.version === 1 : event.state.version === before.state.version + 1;
    if (!follows) {
      wrong.push(`${event.taskId}: version ${event.state.version} follows ${before?.state.version ?? 'nothing'}`);
    }
    last.set(event.taskId, event);
  }
  for (const { id, state } of records) {
    const event = last.get(id);
    if (event === undefined && wasCut) {
      continue;
    }
    if (event?.state.version !== state.version || event.state.status !== state.status) {
      wrong.push(`${id}: the record is at version ${state.version}, the log at ${event?.state.version ?? 'none'}`);
    }
    last.delete(id);
  }
  for (const [id, { name }] of last) {
    if (name !== 'task:deleted') {
      wrong.push(`${id}: the log ends with ${name}, and there is no record`);
    }
  }
  return wrong;
}
