import type { TaskFailure } from '@task-queue/contracts';
import { errorFingerprint } from '../../src/domain/error-fingerprint.js';
import { searchTermsOf, type SearchTerms } from '../../src/domain/search-terms.js';
import type { RedisState, StoredRecord } from './redis-state.js';
import { SEGMENT } from './records.js';

/** A container with more members is a bitmap. */
const SET_LIMIT = 512;

/** How much of an error's message is found. */
const FOUND_OF_MESSAGE = 200;

/** Every entry that a record implies is in the index, filed or waiting to be, and no other. */
export async function postingsAreOfRecords(state: RedisState): Promise<string[]> {
  const found: string[] = [];
  const wanted = wantedPostings(state.records.values());
  const waiting = await intakePostings(state);
  const filed = state.endingsOf('x:').filter((key) => !/^\d+:(snapshot|finished):/.test(key)); // what a filter, or a span, had once
  const isFiled = new Set(filed);
  for (const key of new Set([...filed, ...waiting.keys()])) {
    const bits = [
      ...(isFiled.has(key) ? await postingBits(state, `${state.prefix}:x:${key}`) : []),
      ...(waiting.get(key) ?? []),
    ].sort((a, b) => Number(a) - Number(b));
    const expected = [...(wanted.get(key) ?? [])].sort((a, b) => a - b);
    if (bits.join() !== expected.join()) {
      found.push(`posting ${key} has ${bits.join()} instead of ${expected.join()}`);
    }
    wanted.delete(key);
  }
  return [...found, ...[...wanted].map(([key, numbers]) => `posting ${key} is missing: ${[...numbers].join()}`)];
}

function wantedPostings(records: Iterable<StoredRecord>): Map<string, Set<number>> {
  const wanted = new Map<string, Set<number>>();
  for (const { fields, head, state } of records) {
    const values = [
      ...facetsOf(head.type, head.priority, head.createdBy.id, head.scheduleId),
      `status:${state.status}`,
      ...[...valuesOf(searchTermsOf(`${head.title} ${head.type}`))].map((value) => `term:${value}`),
      ...errorValues(fields).map((value) => `error:${value}`),
    ];
    for (const value of values) {
      const key = `${Math.floor(state.number / SEGMENT)}:${value}`;
      wanted.set(key, (wanted.get(key) ?? new Set()).add(state.number % SEGMENT));
    }
  }
  return wanted;
}

/** What an error is found under. One of an earlier version has no fingerprint until it is filed anew. */
function errorValues({ e, q = '{}' }: StoredRecord['fields']): string[] {
  if (e === undefined) {
    return [];
  }
  const { message, code, fingerprint } = JSON.parse(e) as TaskFailure;
  const terms = valuesOf(searchTermsOf(message.slice(0, FOUND_OF_MESSAGE)));
  const isKnown = fingerprint !== undefined || 'fingerprint' in (JSON.parse(q) as object);
  return [...terms, ...(isKnown ? [`fp ${errorFingerprint(message, code)}`] : [])];
}

/** What never changes of a task, but for its words. */
const facetsOf = (type: string, priority: string, owner: string, schedule?: string): string[] => [
  'all:',
  `type:${type}`,
  `priority:${priority}`,
  `owner:${owner}`,
  ...(schedule === undefined ? [] : [`schedule:${schedule}`]),
];

/** The values that terms are found under: words by beginnings of three characters or more, grams by every one. */
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
async function intakePostings({ redis, prefix }: RedisState): Promise<Map<string, number[]>> {
  const postings = new Map<string, number[]>();
  for (const entry of await redis.lrange(`${prefix}:intake`, 0, -1)) {
    const [, number, json] = /^(\d+):(.*)$/.exec(entry)!;
    const { type, priority, owner, schedule, terms } = JSON.parse(json!) as IntakeEntry;
    const facets = facetsOf(type, priority, owner, schedule);
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
  readonly schedule?: string;
  readonly terms: SearchTerms;
}

/** The set bits of a container. An integer set past its limit is not one. */
async function postingBits({ redis }: RedisState, key: string): Promise<readonly (number | string)[]> {
  if ((await redis.type(key)) === 'set') {
    const members = (await redis.smembers(key)).map(Number);
    return members.length > SET_LIMIT ? [...members, 'too many for a set'] : members;
  }
  const bytes = (await redis.getBuffer(key)) ?? Buffer.alloc(0);
  const bits = [...bytes].flatMap((byte, i) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => byte & (0x80 >> bit)).map((bit) => i * 8 + bit),
  );
  return bits.length === 0 ? ['an empty bitmap'] : bits;
}
