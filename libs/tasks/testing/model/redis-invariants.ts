import type { Redis } from 'ioredis';
import { isFinal, TASK_PRIORITIES } from '@task-queue/contracts';
import type { TaskHead, TaskState } from '../../src/record/codec.js';
import { searchTermsOf, type SearchTerms } from '../../src/domain/search-terms.js';

const SEGMENT = 131_072;
const SET_LIMIT = 512;

/**
 * Reads every key of a prefix, without any script, and lists where record, index, due set, lanes, leases, log and event
 * log disagree, and what is left of tasks that are gone.
 *
 * @param damaged - ids of tasks whose records somebody else deleted: no event tells of it, and what they took is not known
 */
export async function disagreements(redis: Redis, prefix: string, damaged: readonly string[] = []): Promise<string[]> {
  const found: string[] = [];
  const keys = (await redis.keys(`${prefix}:*`)).map((key) => key.slice(prefix.length + 1));
  const of = (kind: string): string[] =>
    keys.filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length));
  const known =
    /^(?:meta|count:.*|due|leases|events|intake|t:.*|log:.*|ids:\d+|x:.*|idem:.*|lane-(?:high|normal|low):.*)$/;
  found.push(...keys.filter((key) => !known.test(key)).map((key) => `unknown key ${key}`));

  const wanted = new Map<string, Set<number>>();
  const want = (number: number, facet: string, value: string): void => {
    const key = `${Math.floor(number / SEGMENT)}:${facet}:${value}`;
    wanted.set(key, (wanted.get(key) ?? new Set()).add(number % SEGMENT));
  };
  const counts = new Map<string, number>();
  const states = new Map<string, TaskState & { readonly logged?: number }>();
  const lanes = new Map<string, string>();
  const checkRecord = async (id: string): Promise<void> => {
    const record = await redis.hgetall(`${prefix}:t:${id}`);
    const state = JSON.parse(record['s']!) as TaskState & { readonly logged?: number };
    const head = JSON.parse(record['h']!) as TaskHead;
    states.set(id, state);
    lanes.set(id, head.priority);
    for (const [facet, value] of [
      ['all', ''],
      ['status', state.status],
      ['type', head.type],
      ['priority', head.priority],
      ['owner', head.createdBy.id],
    ] as const) {
      want(state.number, facet, value);
    }
    for (const whose of ['', head.createdBy.id]) {
      for (const field of [`status:${state.status}`, `type:${head.type}`]) {
        counts.set(`${whose} ${field}`, (counts.get(`${whose} ${field}`) ?? 0) + 1);
      }
    }
    if (isFinal(state.status)) {
      const field = ` bytes:${state.status}`;
      counts.set(field, (counts.get(field) ?? 0) + (state.bytes ?? NaN));
    } else if (state.bytes !== undefined) {
      found.push(`${id} is ${state.status} and has ${state.bytes} bytes`);
    }
    postingsOf(`${head.title} ${head.type}`).forEach((value) => want(state.number, 'term', value));
    const failure = record['e'] === undefined ? null : (JSON.parse(record['e']) as { readonly message: string });
    if (failure !== null) {
      postingsOf(failure.message.slice(0, 200)).forEach((value) => want(state.number, 'error', value));
    }
    found.push(...fieldsThatDoNotFit(id, state.status, state.attempt, record));
    const packed = await redis.getrangeBuffer(
      `${prefix}:ids:${Math.floor(state.number / SEGMENT)}`,
      (state.number % SEGMENT) * 16,
      (state.number % SEGMENT) * 16 + 15,
    );
    if (packed.toString('hex') !== id.replaceAll('-', '')) {
      found.push(`number ${state.number} is not the id ${id}`);
    }
    const places = await redis.hkeys(`${prefix}:log:${id}`);
    const logged = places.filter((place) => place.startsWith(`${state.attempt}:`)).length;
    if (logged !== Math.min(state.logged ?? 0, 1_000)) {
      found.push(`${id} has ${logged} log lines of its attempt and counts ${state.logged ?? 0}`);
    }
  };
  await Promise.all(of('t:').map(checkRecord));

  const waiting = await intakePostings(redis, prefix);
  const checkPosting = async (key: string): Promise<void> => {
    const filed = of('x:').includes(key) ? await postingBits(redis, `${prefix}:x:${key}`) : [];
    const bits = [...filed, ...(waiting.get(key) ?? [])].sort((a, b) => Number(a) - Number(b));
    const expected = [...(wanted.get(key) ?? [])].sort((a, b) => a - b);
    if (bits.join() !== expected.join()) {
      found.push(`posting ${key} has ${bits.join()} instead of ${expected.join()}`);
    }
    wanted.delete(key);
  };
  await Promise.all([...new Set([...of('x:'), ...waiting.keys()])].map(checkPosting));
  found.push(...[...wanted].map(([key, numbers]) => `posting ${key} is missing: ${[...numbers].join()}`));
  found.push(...of('log:').filter((id) => !states.has(id)).map((id) => `log of a task that is gone: ${id}`)); // prettier-ignore

  for (const whose of of('count:')) {
    for (const [field, count] of Object.entries(await redis.hgetall(`${prefix}:count:${whose}`))) {
      const wantedCount = counts.get(`${whose} ${field}`);
      if (wantedCount !== Number(count) && !(damaged.length > 0 && field.startsWith('bytes:'))) {
        found.push(`count of ${field} for "${whose}" is ${count}, not ${wantedCount}`);
      }
      counts.delete(`${whose} ${field}`);
    }
  }
  found.push(...[...counts].map(([what, count]) => `the count ${what} of ${count} is missing`));

  const leases = await redis.zrange(`${prefix}:leases`, 0, -1);
  const running = [...states].filter(([, { status }]) => status === 'running').map(([id]) => id);
  if (leases.sort().join() !== running.sort().join()) {
    found.push(`leases ${leases.join()} instead of ${running.join()}`);
  }
  const due = new Set(await redis.zrange(`${prefix}:due`, 0, -1));
  const inLane = await ticketsInLanes(redis, prefix, found);
  for (const [id, { status, ticket, held }] of states) {
    const name = `${id}.${ticket}`;
    const isDue = due.delete(name);
    const isWaiting = inLane.get(name) === lanes.get(id);
    if (held !== undefined) {
      found.push(
        ...(status === 'pending' && !isDue ? [] : [`${name} is held, ${status} and ${isDue ? '' : 'not '}due`]),
      );
    } else if (status === 'pending' ? isDue === isWaiting : isDue) {
      found.push(`${name} is ${status}, ${isDue ? 'due' : 'not due'} and ${isWaiting ? 'in' : 'not in'} its lane`);
    }
  }
  found.push(...[...due].map((name) => `due without being a task's newest ticket: ${name}`));
  const gone = new Set(damaged);
  found.push(...(await eventsThatDoNotFit(redis, prefix, states, gone)));
  return found;
}

/** Which tickets wait in which lane. A ticket waits once, and is a Bull job without data that leaves nothing behind. */
async function ticketsInLanes(redis: Redis, prefix: string, found: string[]): Promise<Map<string, string>> {
  const inLane = new Map<string, string>();
  for (const lane of TASK_PRIORITIES) {
    for (const name of await redis.lrange(`${prefix}:lane-${lane}:wait`, 0, -1)) {
      if (inLane.has(name)) {
        found.push(`${name} waits twice`);
      }
      inLane.set(name, lane);
      const { data, opts } = await redis.hgetall(`${prefix}:lane-${lane}:${name}`);
      if (data !== '{}' || opts !== '{"removeOnComplete":true,"removeOnFail":true}') {
        found.push(`${name} is no job without data: ${data} ${opts}`);
      }
    }
  }
  return inLane;
}

/** Every task's events go up by one version each, from its creation to what its record says now. */
async function eventsThatDoNotFit(
  redis: Redis,
  prefix: string,
  states: ReadonlyMap<string, TaskState>,
  damaged: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  const latest = new Map<string, { readonly name: string; readonly state: TaskState }>();
  for (const [cursor, flat] of await redis.xrange(`${prefix}:events`, '-', '+')) {
    const fields = Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]!]] : [])));
    const [id, name] = [fields['i']!, fields['n']!];
    const state = JSON.parse(fields['s']!) as TaskState;
    if (fields['o'] !== (JSON.parse(fields['h']!) as TaskHead).createdBy.id) {
      found.push(`event ${cursor} is told to ${fields['o']}, who did not create ${id}`);
    }
    const before = latest.get(id)?.state.version ?? 0;
    if (state.version !== before + 1) {
      found.push(`event ${cursor} takes ${id} from version ${before} to ${state.version}`);
    }
    latest.set(id, { name, state });
  }
  for (const [id, state] of states) {
    const { version, status } = latest.get(id)?.state ?? { version: 0, status: 'without events' };
    if (version !== state.version || status !== state.status) {
      found.push(`${id} is ${status} at ${version} in the log, ${state.status} at ${state.version} in its record`);
    }
  }
  const gone = [...latest].filter(([id, { name }]) => !damaged.has(id) && (name === 'task:deleted') === states.has(id));
  return [...found, ...gone.map(([id, { name }]) => `the latest event of ${id} is ${name}`)];
}

function fieldsThatDoNotFit(
  id: string,
  status: string,
  attempts: number,
  record: Readonly<Record<string, string>>,
): string[] {
  const isCompleted = status === 'completed';
  const numbers = Array.from({ length: attempts }, (_, i) => `a${i + 1}`);
  const mayBe = new Set([
    'h',
    'p',
    's',
    ...numbers,
    ...(isCompleted ? ['r', 'f'] : status === 'cancelled' ? [] : ['e', 'q']),
  ]);
  const mustBe = ['h', 'p', 's', ...numbers, ...(isCompleted ? ['r'] : status === 'failed' ? ['e'] : [])];
  return [
    ...Object.keys(record).filter((field) => !mayBe.has(field)).map((field) => `${id} is ${status} and has ${field}`),
    ...mustBe.filter((field) => record[field] === undefined).map((field) => `${id} is ${status} without ${field}`),
  ]; // prettier-ignore
}

/** The postings a text must have. */
function postingsOf(text: string): Set<string> {
  return valuesOf(searchTermsOf(text));
}

function valuesOf({ words, grams, isRepeating }: SearchTerms): Set<string> {
  const beginnings = (term: string, shortest: number): string[] => {
    const characters = [...term];
    const lengths = characters.map((_, i) => i + 1).filter((n) => n >= shortest && n <= 40);
    return [term, ...lengths.map((n) => characters.slice(0, n).join(''))];
  };
  const values = [...words.flatMap((word) => beginnings(word, 3)), ...grams.flatMap((gram) => beginnings(gram, 1))];
  return new Set([...values, ...(isRepeating ? ['~'] : [])]);
}

/** What waits to be filed, by the container it will be in. */
async function intakePostings(redis: Redis, prefix: string): Promise<Map<string, number[]>> {
  const postings = new Map<string, number[]>();
  for (const entry of await redis.lrange(`${prefix}:intake`, 0, -1)) {
    const [, number, json] = /^(\d+):(.*)$/.exec(entry)!;
    const { type, priority, owner, terms } = JSON.parse(json!) as IntakeEntry;
    const facets = ['all:', `type:${type}`, `priority:${priority}`, `owner:${owner}`];
    for (const facet of [...facets, ...[...valuesOf(terms)].map((value) => `term:${value}`)]) {
      const key = `${Math.floor(Number(number) / SEGMENT)}:${facet}`;
      postings.set(key, [...(postings.get(key) ?? []), Number(number) % SEGMENT]);
    }
  }
  return postings;
}

interface IntakeEntry {
  readonly type: string;
  readonly priority: string;
  readonly owner: string;
  readonly terms: SearchTerms;
}

/** The set bits of a container, ascending. An integer set past its limit is not one. */
async function postingBits(redis: Redis, key: string): Promise<readonly (number | string)[]> {
  if ((await redis.type(key)) === 'set') {
    const members = (await redis.smembers(key)).map(Number).sort((a, b) => a - b);
    return members.length > SET_LIMIT ? [...members, 'too many for a set'] : members;
  }
  const bytes = (await redis.getBuffer(key)) ?? Buffer.alloc(0);
  const bits = [...bytes].flatMap((byte, i) => [7, 6, 5, 4, 3, 2, 1, 0].filter((bit) => byte & (1 << bit)).map((bit) => i * 8 + 7 - bit)); // prettier-ignore
  return bits.length === 0 ? ['an empty bitmap'] : bits;
}
