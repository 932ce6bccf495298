import { isInvisible } from '@task-queue/contracts';

/** How many errors of a chain of causes, the last of them the innermost, and parts of an aggregate, are told. */
const MAX_CAUSES = 5;
/** How many errors are told at all, and how far a chain is followed to its end. */
const [MAX_TOLD, MAX_FOLLOWED] = [50, 1_000];
/** How deep, how wide and how long a thrown object is told as JSON. */
const [MAX_DEPTH, MAX_ENTRIES, MAX_TEXT] = [3, 20, 300];

/** What is said where nothing else can be. */
const NO_TEXT = 'The handler threw a value that has no text';

/**
 * What a thrown value says, whatever it is: an error's words with its code, those of its causes (ECMA-262, 20.5.8.1) and of
 * the parts of an aggregate; an object as JSON. It never throws, whatever getters and proxies do.
 *
 * @example messageOf(new Error('Could not save', { cause: diskFull })) // 'Could not save: no space left (ENOSPC)'
 */
export function messageOf(thrown: unknown): string {
  try {
    const text = wordsOf(thrown, new Set());
    return isInvisible(text) ? (typeof thrown === 'string' ? 'The handler threw an empty value' : NO_TEXT) : text;
  } catch {
    return NO_TEXT;
  }
}

/** The stacks of an error and of its causes. */
export function stackOf(thrown: unknown): string | null {
  const stacks = chainOf(thrown).flatMap((error) => {
    const stack = read(error, 'stack');
    return typeof stack === 'string' ? [stack] : [];
  });
  return stacks.length === 0 ? null : stacks.join('\nCaused by: ');
}

function wordsOf(thrown: unknown, seen: Set<unknown>): string {
  if (!isError(thrown)) {
    return typeof thrown === 'object' && thrown !== null ? objectWords(thrown, seen) : String(thrown);
  }
  let text = '';
  for (const error of chainOf(thrown)) {
    if (seen.has(error) || seen.size >= MAX_TOLD) {
      return text === '' ? '…' : text;
    }
    const own = isError(error) ? errorWords(error, seen.add(error)) : wordsOf(error, seen);
    // An outer error often repeats what its cause says.
    text = text === '' ? own : text.includes(own) ? text : `${text}: ${own}`;
  }
  return text;
}

function errorWords(error: Error, seen: Set<unknown>): string {
  const said = read(error, 'message', null);
  const isObject = typeof said === 'object' && said !== null;
  const text = isObject ? objectWords(said, seen) : textOf(said ?? '');
  const name = read(error, 'name');
  const message = isInvisible(text) && said !== null && typeof name === 'string' ? name : text;
  const code = read(error, 'code');
  const hasCode = (typeof code === 'string' || typeof code === 'number') && !message.includes(String(code));
  const words = hasCode ? `${message} (${code})`.trim() : message;
  const parts = partsOf(error);
  const told = parts.slice(0, MAX_CAUSES).map((part) => wordsOf(part, seen));
  const more = parts.length > told.length ? [`${parts.length - told.length} more`] : [];
  return told.length === 0 ? words : `${words}: ${[...told, ...more].join('; ')}`;
}

/** What an error is made of: of an aggregate, and of what failed while another error was on its way (SuppressedError). */
function partsOf(error: Error): readonly unknown[] {
  const parts = read(error, 'errors');
  if (Array.isArray(parts)) {
    return parts;
  }
  return read(error, 'name') === 'SuppressedError' ? [read(error, 'error'), read(error, 'suppressed')] : [];
}

/** What is no error: its own words where it has some, else all of it. */
function objectWords(thrown: object, seen: Set<unknown>): string {
  const message = read(thrown, 'message');
  if (typeof message === 'string' && message !== '') {
    return errorWords(thrown as Error, seen);
  }
  const own = textOf(thrown, '[object Object]');
  if (!Array.isArray(thrown) && !/^\[object \w+\]$/.test(own)) {
    return own;
  }
  const json = JSON.stringify(bounded(thrown, seen));
  return json !== '{}' ? json : own === '[object Object]' ? '' : own;
}

/** A value as JSON can tell it within bounds. */
function bounded(value: unknown, seen: Set<unknown>, above: ReadonlySet<unknown> = new Set()): unknown {
  if (typeof value === 'string') {
    return value.length <= MAX_TEXT ? value : `${value.slice(0, MAX_TEXT)}…`;
  }
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : String(value);
  }
  if (isError(value)) {
    return wordsOf(value, seen);
  }
  if (above.has(value) || above.size >= MAX_DEPTH) {
    return '…';
  }
  const inside = new Set(above).add(value);
  const plain = isA('Map', value) ? Object.fromEntries(value as Map<string, unknown>) : value;
  const items = isA('Set', value) ? [...(value as Set<unknown>)] : plain;
  const keys = Object.keys(items).slice(0, MAX_ENTRIES);
  const told = keys
    .map((key) => [key, read(items, key)] as const)
    .filter(([, inner]) => inner !== undefined && typeof inner !== 'function');
  const entries = told.map(([key, inner]) => [key, bounded(inner, seen, inside)] as const);
  return Array.isArray(items) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** An error, its cause, the cause's cause; each once. Of a long chain its beginning and its end, which tells why. */
function chainOf(thrown: unknown): readonly unknown[] {
  const chain = new Set<unknown>();
  for (let at = thrown; at !== undefined && at !== null && !chain.has(at) && chain.size < MAX_FOLLOWED;) {
    chain.add(at);
    at = isError(at) ? read(at, 'cause') : undefined;
  }
  const all = [...chain];
  return all.length <= MAX_CAUSES ? all : [...all.slice(0, MAX_CAUSES - 1), '…', all.at(-1)];
}

function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || isA('Error', value);
  } catch {
    return false; // a proxy that refuses
  }
}

/** Also of another realm. */
function isA(kind: string, value: unknown): boolean {
  return Object.prototype.toString.call(value) === `[object ${kind}]`;
}

/** A property; `otherwise` where getting it throws. */
function read(value: unknown, property: string, otherwise?: null): unknown {
  try {
    return (value as Record<string, unknown>)[property];
  } catch {
    return otherwise;
  }
}

/** Any value as a text, also one that refuses. */
export function textOf(value: unknown, otherwise = '(a value that has no text)'): string {
  try {
    return String(value);
  } catch {
    return otherwise;
  }
}
