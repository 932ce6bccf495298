import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import type { Redis } from 'ioredis';

/** Looks for a text that is to be nowhere: as it is, and as JSON, an address, a form or base64 write it. */
export class Sightings {
  readonly #forms: readonly string[];
  readonly #found = new Set<string>();
  readonly #looks = new Map<string, number>();

  constructor(text: string) {
    const inside = (before: number): string =>
      Buffer.concat([Buffer.alloc(before), Buffer.from(text)])
        .toString('base64')
        .slice(4, -4);
    this.#forms = [
      text,
      JSON.stringify(text).slice(1, -1),
      encodeURIComponent(text),
      new URLSearchParams({ '': text }).toString().slice(1),
      ...[0, 1, 2].map(inside),
      Buffer.from(text).toString('hex'),
    ];
  }

  /** Where it was found, each place once. */
  get found(): readonly string[] {
    return [...this.#found];
  }

  /** How often it was looked through what kind of place, by the first word of where. */
  get looks(): ReadonlyMap<string, number> {
    return this.#looks;
  }

  look(where: string, content: unknown): void {
    const [kind = ''] = where.split(' ');
    this.#looks.set(kind, (this.#looks.get(kind) ?? 0) + 1);
    const text = Buffer.isBuffer(content)
      ? content.toString()
      : typeof content === 'string'
        ? content
        : JSON.stringify(content);
    const plain = text?.replaceAll('\\/', '/') ?? '';
    if (this.#forms.some((form) => plain.includes(form))) {
      this.#found.add(where);
    }
  }

  /** Every file below a folder, what is packed unpacked. */
  async lookInFiles(folder: string): Promise<void> {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) {
        const bytes = await readFile(join(entry.parentPath, entry.name));
        unpacked(bytes).forEach((content) => this.look(`file ${entry.name}`, content));
      }
    }
  }

  /** Every command that anybody, scripts too, gives a Redis from now on. @returns what ends it */
  async watchCommands(url: string): Promise<() => void> {
    const { hostname, port, password } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    const begun = Promise.withResolvers<void>();
    createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => {
      const [name] = /(?<=\] ")[^"]*/.exec(line) ?? [];
      if (name === undefined) {
        begun.resolve(); // an answer to what follows
      } else {
        this.look(`command ${name}`, unescaped(line));
      }
    });
    socket.write(`${password === '' ? '' : `AUTH ${password}\r\n`}MONITOR\r\n`);
    await begun.promise;
    return () => socket.destroy();
  }

  /** Every key that begins so, whatever its type. */
  async lookInRedis(redis: Redis, prefix: string): Promise<void> {
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 })) {
      for (const key of keys as string[]) {
        this.look(`key ${nameOf(key, prefix)}`, [key, await valueOf(redis, key)]);
      }
    }
  }
}

/** As Redis' own texts have it: what is not ASCII byte by byte. */
function unescaped(text: string): string {
  const bytes = text.replaceAll(/\\(x[0-9a-f]{2}|.)/g, (_all, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : code,
  );
  return Buffer.from(bytes, 'latin1').toString();
}

/** A key without what tells it from others of its kind. */
function nameOf(key: string, prefix: string): string {
  return key.replace(prefix, '').replaceAll(/[0-9a-f-]{16,}/g, '…');
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return (await redis.getBuffer(key))?.toString('latin1');
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, -1);
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return null; // it is gone by now
  }
}

function unpacked(bytes: Buffer): readonly Buffer[] {
  if (bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) {
    return [gunzipSync(bytes)];
  }
  return bytes.subarray(0, 2).toString() === 'PK' ? entriesOf(bytes) : [bytes];
}

/** What is in a ZIP archive: after the head of each entry its name, something more, and the entry itself. */
function entriesOf(zip: Buffer): readonly Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; (at = zip.indexOf('PK\u0003\u0004', at)) >= 0; at += 30) {
    const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
    entries.push(inflateRawSync(zip.subarray(start)));
  }
  return entries;
}
