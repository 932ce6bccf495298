import { decodeEntry, type LogEntry } from './envelope.js';

/** An entry as it is in Redis' answer; see `StreamEntry` for its fields. */
export type RawEntry = readonly [cursor: Buffer, flatFields: readonly Buffer[]];

/**
 * An entry as it is shown to who follows the log: what nobody asks for never becomes a text, for most who follow need little
 * of most entries. What several ask for is made once.
 */
export class EntryView {
  readonly #raw: RawEntry;
  #name: string | undefined;
  #json: Record<string, unknown> | undefined;

  constructor(raw: RawEntry) {
    this.#raw = raw;
  }

  /** What happened, behind its topic and a colon. */
  get name(): string {
    return (this.#name ??= this.text('n'));
  }

  /** A field: one of the data, `n` the name, `o` an owner or else `a` of whom it is. `''` where there is none. */
  text(field: string): string {
    const [, fields] = this.#raw;
    for (let i = 0; i < fields.length; i += 2) {
      if (isNamed(fields[i]!, field)) {
        return fields[i + 1]!.toString();
      }
    }
    return '';
  }

  /** What a field says as JSON, `undefined` where it says nothing of that kind: somebody else wrote it. */
  json(field: string): unknown {
    this.#json ??= {};
    if (!(field in this.#json)) {
      this.#json[field] = parsed(this.text(field));
    }
    return this.#json[field];
  }

  /** All of it. */
  decoded(): LogEntry {
    const [cursor, fields] = this.#raw;
    return decodeEntry([cursor.toString(), fields.map((field) => field.toString())]);
  }
}

/** Names of fields are ASCII. */
function isNamed(bytes: Buffer, name: string): boolean {
  if (bytes.length !== name.length) {
    return false;
  }
  for (let i = 0; i < name.length; i += 1) {
    if (bytes[i] !== name.charCodeAt(i)) {
      return false;
    }
  }
  return true;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
