/** Who may hear of an entry: somebody (and the administrators), the administrators alone, or everybody. */
export type Audience = { readonly owner: string } | 'admins' | 'everybody';

/** What is appended. */
export interface Envelope {
  /** What happened, behind its topic and a colon: `task:created`. */
  readonly name: string;
  readonly audience: Audience;
  /** The rest, by short names other than `n`, `o` and `a`. */
  readonly data: Readonly<Record<string, string>>;
}

/** What is read. */
export interface LogEntry extends Envelope {
  /** Its place in the log. */
  readonly cursor: string;
  /** What it is about: its name up to the colon. Who follows the log leaves topics alone that it does not know. */
  readonly topic: string;
}

/** An entry as Redis has it. Its fields: `n` the name, `o` an owner's id or else `a` of whom it is, and those of its data. */
export type StreamEntry = readonly [cursor: string, flatFields: readonly string[]];

/** What `appendEntry` of `lua/append.lua` takes; its `forOwner` says the same of an owner. */
export function encodeEnvelope({ name, audience, data }: Envelope): string[] {
  const ofWhom = typeof audience === 'string' ? ['a', audience] : ['o', audience.owner];
  return [name, ...Object.entries(data).flat(), ...ofWhom];
}

/** What somebody else wrote is of no topic and for administrators alone. */
export function decodeEntry([cursor, flat]: StreamEntry): LogEntry {
  const data: Record<string, string> = {};
  let name = '';
  let audience: Audience = 'admins';
  for (let i = 0; i < flat.length; i += 2) {
    const value = flat[i + 1]!;
    switch (flat[i]!) {
      case 'n':
        name = value;
        break;
      case 'o':
        audience = { owner: value };
        break;
      case 'a':
        audience = value === 'everybody' ? value : 'admins';
        break;
      default:
        data[flat[i]!] = value;
    }
  }
  return { cursor, topic: name.slice(0, Math.max(0, name.indexOf(':'))), name, audience, data };
}
