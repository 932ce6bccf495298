import { isIP, isIPv6 } from 'node:net';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy, type ValidationArguments } from 'class-validator';
import type { TaskPriority } from '@task-queue/contracts';
import type { RetentionLimit, SecretKey } from '@task-queue/tasks';
import { PROXY_WORDS } from '../web/trusted-proxies.js';

/** Why a text is no value of its setting. The words never hold the text: it may be a secret. */
export class Unfit {
  constructor(readonly words: string) {}
}

/** Makes the value of a setting from its text, or says why there is none: each kind of mistake in words of its own. */
export type Reader = (text: string) => unknown;

const names: string[] = [];

/** What the environment may set, once the class of settings is there. */
export const SETTING_NAMES: readonly string[] = names;

/** A setting that is read in this way. */
export function Setting(read: Reader): PropertyDecorator {
  return applyDecorators(
    (_settings: object, name: string | symbol) => void names.push(String(name)),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? read(value) : value)),
    ValidateBy({
      name: 'isFit',
      validator: {
        validate: (value: unknown) => !(value instanceof Unfit),
        defaultMessage: (args?: ValidationArguments) => (args?.value as Unfit).words, // it did not validate
      },
    }),
  );
}

/** @param unit - what it counts, e.g. `milliseconds` */
export function wholeNumber(min: number, max: number, unit?: string): Reader {
  const of = unit === undefined ? '' : ` of ${unit}`;
  return (text) => {
    // Node reads 0x10 and 1e3 as numbers too: nobody means them here.
    if (!/^\s*[+-]?\d+([.,]\d+)?\s*$/.test(text)) {
      return new Unfit(`must be a number${of}, in digits alone`);
    }
    if (/[.,]/.test(text)) {
      return new Unfit(`must be a whole number${of}`);
    }
    const value = Number(text);
    return value < min
      ? new Unfit(`must be at least ${min}`)
      : value > max
        ? new Unfit(`must be at most ${max}`)
        : value;
  };
}

export function trueOrFalse(text: string): boolean | Unfit {
  return text === 'true' || text === 'false' ? text === 'true' : new Unfit('must be true or false');
}

export function oneOf(names: readonly string[]): Reader {
  return (text) => (names.includes(text) ? text : new Unfit(`must be one of ${names.join(', ')}`));
}

/** @param allowed - which characters, and their names */
export function characters(min: number, max: number, allowed: readonly [RegExp, string] = [/^/, '']): Reader {
  return (text) => {
    if (!allowed[0].test(text)) {
      return new Unfit(`must be made of ${allowed[1]} alone`);
    }
    if (text.length < min) {
      return new Unfit(`must have at least ${min} characters`);
    }
    return text.length > max ? new Unfit(`must have at most ${max} characters`) : text;
  };
}

/** A user name as accounts have them: composed, without blanks around it. */
export function username(text: string): unknown {
  const read = characters(2, 64, [/^[\p{L}\p{N}._@-]*$/u, 'letters, digits and . _ @ -']);
  return read(text.normalize('NFC').trim());
}

/** Fewer different characters than a secret of 32 has by any chance. */
const LEAST_DIFFERENT = 8;

/** What documentations and templates put in a secret's place. */
const PLACEHOLDER =
  /change.?(me|it|this)|your.?(\d+.?bit.?)?(jwt.?)?secret|replace.?me|string.?secret.?at.?least|do.?not.?use.?this/i;

export function secret(text: string): string | Unfit {
  if (PLACEHOLDER.test(text)) {
    return new Unfit('must not be a well-known secret');
  }
  if (text.length < 32) {
    return new Unfit('must have at least 32 characters');
  }
  return new Set(text).size < LEAST_DIFFERENT
    ? new Unfit(`must have at least ${LEAST_DIFFERENT} different characters`)
    : text;
}

/** Fewer different bytes than 32 random ones have by any chance. */
const LEAST_DIFFERENT_BYTES = 12;

/** Keys as `id:key`, each of 32 bytes in base64. */
export function secretKeys(text: string): readonly SecretKey[] | Unfit {
  const keys: SecretKey[] = [];
  for (const part of commaList(text)) {
    const [, id, base64] = /^([\w-]{1,40}):([\w+/-]{43}=?)$/.exec(part) ?? [];
    if (id === undefined || base64 === undefined) {
      return new Unfit(
        'must look like id:key,id:key, an id of letters and digits, and 32 bytes in base64: openssl rand -base64 32',
      );
    }
    const key = Buffer.from(base64, 'base64');
    if (new Set(key).size < LEAST_DIFFERENT_BYTES) {
      return new Unfit('must have keys of 32 random bytes: openssl rand -base64 32');
    }
    if (keys.some((other) => other.id === id)) {
      return new Unfit('must have another id for each key');
    }
    keys.push({ id, key });
  }
  return keys.length > 0 ? keys : new Unfit('must have a key, e.g. id:key');
}

/** An address to listen on; IPv6 with brackets or without. */
export function host(text: string): string | Unfit {
  const plain = text.replace(/^\[(.*)\]$/, '$1');
  if (isIPv6(plain)) {
    return plain;
  }
  if (/[\s/]/.test(text)) {
    return new Unfit('must be an address or a name alone, e.g. 127.0.0.1, 0.0.0.0 or ::');
  }
  return text.includes(':') ? new Unfit('must have no port: that is PORT') : text;
}

/** What the server itself answers: a path that began so could not be told from these where a proxy took it off. */
const OWN_PATHS = ['api', 'health', 'metrics', 'socket.io'];

/** Of characters that stand in an address, a page and a cookie as they are. */
export function basePath(text: string): string | Unfit {
  const [start, first = '', ...rest] = text.split('/');
  if (start !== '') {
    return new Unfit('must begin with a slash, e.g. /tools/tasks');
  }
  if (rest.length === 0 ? first === '' : rest.at(-1) === '') {
    return new Unfit('must not end with a slash, e.g. /tools/tasks; leave it out for the root');
  }
  if (![first, ...rest].every((segment) => /^[\w.~-]+$/.test(segment) && !/^\.\.?$/.test(segment))) {
    return new Unfit('must be made of names of letters, digits and . _ ~ - with one slash before each');
  }
  if (OWN_PATHS.includes(first)) {
    return new Unfit(
      `must not begin with ${OWN_PATHS.map((path) => `/${path}`).join(', ')}: these are the server’s own`,
    );
  }
  return text.length > 200 ? new Unfit('must have at most 200 characters') : text;
}

export function redisUrl(text: string): string | Unfit {
  const [, scheme = '', where = '', path = ''] = /^([a-z+]+):\/\/([^\s/]*)(\S*)$/.exec(text) ?? [];
  const isMany = scheme === 'redis+sentinel' || /^rediss?\+cluster$/.test(scheme);
  if (!isMany && !/^rediss?$/.test(scheme)) {
    return new Unfit('must begin with redis://, rediss://, redis+sentinel:// or redis+cluster://');
  }
  const nodes = where.slice(where.lastIndexOf('@') + 1).split(isMany ? ',' : /$/);
  if (nodes.some((node) => !URL.canParse(`tcp://${node}`) || !/^[^:]|^\[/.test(node))) {
    return new Unfit('must name host and port, at most 65535; in a password write / ? # as %2F %3F %23');
  }
  if (scheme === 'redis+sentinel' && !/^\/[^/]+(\/\d+)?$/.test(path)) {
    return new Unfit('must name the master: redis+sentinel://host:port,host:port/master-name');
  }
  if (scheme.endsWith('cluster') && !/^\/?$/.test(path)) {
    return new Unfit('must end with its last node: a cluster has one database alone');
  }
  if (!isMany && !/^(\/\d*)?(\?|$)/.test(path)) {
    return new Unfit('must end with the number of a database or with nothing, e.g. redis://host:6379/0');
  }
  return text;
}

export function lanes(text: string): Record<TaskPriority, number> | Unfit {
  const slots: Record<string, number> = { high: 8, normal: 8, low: 4 };
  const given = new Set<string>();
  for (const part of text.split(',')) {
    const [, lane, number] = /^\s*([^=]+)=([^=]+?)\s*$/.exec(part) ?? [];
    if (lane === undefined || number === undefined) {
      return new Unfit('must look like high=8,normal=8,low=4');
    }
    if (!Object.hasOwn(slots, lane)) {
      return new Unfit('must name no lane but high, normal and low');
    }
    if (given.has(lane)) {
      return new Unfit('must name each lane once');
    }
    const value = wholeNumber(1, 1_000, 'tasks')(number);
    if (value instanceof Unfit) {
      return new Unfit(`${value.words} for each lane`);
    }
    given.add(lane);
    slots[lane] = value as number; // as wholeNumber says
  }
  return slots; // it began with all three
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };
const UNIT_BYTES: Readonly<Record<string, number>> = {
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
};

export function retention(text: string): RetentionLimit | Unfit {
  const limit: { maxAgeMs?: number; maxCount?: number; maxBytes?: number } = {};
  for (const part of text.replaceAll(' ', '').split(',')) {
    const [, number, unit = ''] = /^(\d+)([a-z]*)$/i.exec(part) ?? [];
    if (number === undefined) {
      return new Unfit('must be an age, a number of tasks, memory or several of them, e.g. 7d,100000,2GB');
    }
    const [ageMs, bytes] = [UNIT_MS[unit], UNIT_BYTES[unit.toUpperCase()]];
    if (unit !== '' && ageMs === undefined && bytes === undefined) {
      return new Unfit('must have an age in d, h, m or s, e.g. 7d, and memory in KB, MB or GB, e.g. 2GB');
    }
    const name = unit === '' ? 'maxCount' : ageMs !== undefined ? 'maxAgeMs' : 'maxBytes';
    if (limit[name] !== undefined) {
      return new Unfit('must have one age, one number and one amount of memory at most');
    }
    if (number.length > (unit === '' ? 10 : 6)) {
      return new Unfit(
        unit === '' ? 'must have a number of at most 9999999999' : 'must have ages and amounts of at most 999999',
      );
    }
    limit[name] = Number(number) * (ageMs ?? bytes ?? 1);
  }
  return limit;
}

/** The same of what has no size. */
export function retentionByCount(text: string): Omit<RetentionLimit, 'maxBytes'> | Unfit {
  const limit = retention(text);
  return limit instanceof Unfit || limit.maxBytes === undefined
    ? limit
    : new Unfit('must be an age, a number or both, e.g. 365d,200000');
}

/** Where to, over HTTP; with a path or without. */
export function httpUrl(text: string): string | Unfit {
  if (!/^https?:\/\//i.test(text)) {
    return new Unfit('must begin with http:// or https://, e.g. http://collector:4318');
  }
  return URL.canParse(text) ? text : new Unfit('must name a host, with a port of at most 65535 or none');
}

/** Where on an object storage; what follows the scheme is read, and refused, by whoever speaks to it. */
export function artifactsUrl(text: string): string | Unfit {
  return text.startsWith('s3://')
    ? text
    : new Unfit('must begin with s3://, e.g. s3://bucket/prefix?endpoint=https://host:9000');
}

/** As a browser writes them: in small letters, without a default port. */
export function origins(text: string): string[] | Unfit {
  const read: string[] = [];
  for (const origin of commaList(text)) {
    const url = URL.parse(origin);
    if (origin === '*') {
      return new Unfit('must name each site: * would let in all');
    }
    if (!/^https?:\/\//i.test(origin)) {
      return new Unfit('must have origins that begin with http:// or https://');
    }
    if (url === null || url.username !== '') {
      return new Unfit('must have origins of a host and a port, e.g. https://a.example:8443');
    }
    if (!/^\w+:\/\/[^/?#]+$/.test(origin)) {
      return new Unfit('must have origins without a path, not even a slash at the end');
    }
    read.push(url.origin);
  }
  return read;
}

/** Addresses, networks and the words for some of them. */
export function proxies(text: string): string[] | Unfit {
  const list = commaList(text);
  for (const proxy of list.filter((name) => !PROXY_WORDS.includes(name))) {
    const [address = '', bits, ...rest] = proxy.split('/');
    const version = isIP(address);
    if (version === 0 || address.includes('%') || rest.length > 0) {
      return new Unfit(`must be a comma list of addresses, networks such as 10.0.0.0/8, or ${PROXY_WORDS.join(', ')}`);
    }
    const most = version === 4 ? 32 : 128;
    if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)) {
      return new Unfit(`must have networks of at most ${most} bits for IPv${version}`);
    }
  }
  return list;
}

function commaList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
