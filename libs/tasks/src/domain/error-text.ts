/** How many errors of a chain of causes, and parts of an aggregate, are told. */
const MAX_CAUSES = 5;
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
    return text === '' ? (typeof thrown === 'string' ? 'The handler threw an empty value' : NO_TEXT) : text;
  } catch {
    return NO_TEXT;
  }
}

/** The stacks of an error and of its causes. */
export function stackOf(thrown: unknown): string | null {
  const stacks = [...chainOf(thrown)].flatMap((error) => {
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
    if (seen.has(error)) {
      break;
    }
    seen.add(error);
    const own = isError(error) ? errorWords(error, seen) : wordsOf(error, seen);
    // An outer error often repeats what its cause says.
    text = text === '' ? own : text.includes(own) ? text : `${text}: ${own}`;
  }
  return text;
}

function errorWords(error: Error, seen: Set<unknown>): string {
  const said = read(error, 'message', null);
  if (said === null) {
    return ''; // it does not let itself be read
  }
  const name = read(error, 'name');
  const message = textOf(said ?? '') || (typeof name === 'string' ? name : '');
  const code = read(error, 'code');
  const hasCode = (typeof code === 'string' || typeof code === 'number') && !message.includes(String(code));
  const parts = read(error, 'errors');
  const told = Array.isArray(parts) ? parts.slice(0, MAX_CAUSES).map((part) => wordsOf(part, seen)) : [];
  const more = Array.isArray(parts) && parts.length > told.length ? [`${parts.length - told.length} more`] : [];
  const words = hasCode ? `${message} (${code})`.trim() : message;
  return told.length === 0 ? words : `${words}: ${[...told, ...more].join('; ')}`;
}

/** What is no error: its own words where it has some, else all of it. */
function objectWords(thrown: object, seen: Set<unknown>): string {
  const message = read(thrown, 'message');
  if (typeof message === 'string' && message !== '') {
    return errorWords(thrown as Error, seen);
  }
  const own = read(thrown, 'toString');
  const isPlain = own === undefined || own === Object.prototype.toString || Array.isArray(thrown);
  const json = isPlain ? JSON.stringify(bounded(thrown, 0, new Set())) : String(thrown);
  return json === '{}' ? '' : json;
}

/** A value as JSON can tell it within bounds. */
function bounded(value: unknown, depth: number, above: ReadonlySet<unknown>): unknown {
  if (typeof value === 'string') {
    return value.length <= MAX_TEXT ? value : `${value.slice(0, MAX_TEXT)}…`;
  }
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : String(value);
  }
  if (isError(value)) {
    return wordsOf(value, new Set());
  }
  if (above.has(value) || depth >= MAX_DEPTH) {
    return '…';
  }
  const inside = new Set(above).add(value);
  const keys = Object.keys(value).slice(0, MAX_ENTRIES);
  const told = keys.map((key) => [key, read(value, key)] as const).filter(([, inner]) => inner !== undefined);
  const entries = told.map(([key, inner]) => [key, bounded(inner, depth + 1, inside)] as const);
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** An error, its cause, the cause's cause; each once. */
function* chainOf(thrown: unknown): Generator<unknown> {
  const seen = new Set<unknown>();
  let at: unknown = thrown;
  while (at !== undefined && at !== null && !seen.has(at) && seen.size < MAX_CAUSES) {
    seen.add(at);
    yield at;
    at = isError(at) ? read(at, 'cause') : undefined;
  }
}

function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'; // of another realm
  } catch {
    return false; // a proxy that refuses
  }
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
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '(a value that has no text)';
  }
}
