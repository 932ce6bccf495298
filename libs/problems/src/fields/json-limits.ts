import { ValidationError } from '../problem-error.js';

const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** How deep JSON from outside may be nested. */
export const MAX_JSON_DEPTH = 32;

/**
 * How many keys and list items JSON from outside may have, all together. class-transformer compares the keys of an object
 * with each other and class-validator the items of a list: twice as many take four times as long, on the event loop. So
 * many take some 20 ms at the worst.
 */
export const MAX_JSON_VALUES = 1_000;

/** The most letters of a name from outside that an answer repeats. */
const MAX_SHOWN_PATH = 200;

const FORBIDDEN_KEY = {
  zh: '不允许使用 __proto__、constructor、prototype 作为键名',
  en: 'must not have a key named __proto__, constructor or prototype',
};
const TOO_DEEP = { zh: `嵌套不能超过 ${MAX_JSON_DEPTH} 层`, en: `must not be nested more than ${MAX_JSON_DEPTH} deep` };
const TOO_MANY = {
  zh: `键和列表项总共不能超过 ${MAX_JSON_VALUES} 个`,
  en: `must have at most ${MAX_JSON_VALUES} keys and list items, all together`,
};
const HALF_CHARACTER = {
  zh: '含有半个字符（未配对的代理项）',
  en: 'has half a character (a surrogate without its pair)',
};

/**
 * Refuses JSON from outside that is too deep or has too much in it, a key that could reach a prototype, or half a
 * character, before anybody looks at it: what takes long, and what scripts and UTF-8 do not know.
 *
 * @param path - where the value stands, e.g. `params`; nowhere when left out
 * @throws ValidationError with PAYLOAD_TOO_LARGE, or naming the first field that may not be
 */
export function requireBoundedJson(value: unknown, path = ''): void {
  if (sizeOf(value, 0) > MAX_JSON_VALUES) {
    new JsonCheck().visit(value, path, 0);
  }
}

/** How many keys and list items it has; without end where it is too deep, or has what may not be. Where that stands is looked for then. */
function sizeOf(value: unknown, depth: number): number {
  if (typeof value === 'string') {
    return value.isWellFormed() ? 0 : Infinity;
  }
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  const keys = Object.keys(value);
  if (depth > MAX_JSON_DEPTH) {
    return Infinity;
  }
  let size = keys.length;
  for (const key of keys) {
    if (size > MAX_JSON_VALUES || PROTOTYPE_KEYS.has(key) || !key.isWellFormed()) {
      return Infinity;
    }
    size += sizeOf((value as Record<string, unknown>)[key], depth + 1);
  }
  return size;
}

/** A path as an answer may name it: whole, or as much as is bearable. */
export function shownPath(path: string): string {
  const whole = path.toWellFormed();
  return whole.length <= MAX_SHOWN_PATH ? whole : `${whole.slice(0, MAX_SHOWN_PATH - 1).toWellFormed()}…`;
}

class JsonCheck {
  #values = 0;

  visit(value: unknown, path: string, depth: number): void {
    if (typeof value === 'string' && !value.isWellFormed()) {
      throw new ValidationError([{ field: shownPath(path), message: HALF_CHARACTER }]);
    }
    if (typeof value !== 'object' || value === null) {
      return;
    }
    if (depth > MAX_JSON_DEPTH) {
      throw new ValidationError([{ field: shownPath(path), message: TOO_DEEP }], 'PAYLOAD_TOO_LARGE');
    }
    const entries = Object.entries(value);
    this.#values += entries.length;
    if (this.#values > MAX_JSON_VALUES) {
      throw new ValidationError([{ field: shownPath(path), message: TOO_MANY }], 'PAYLOAD_TOO_LARGE');
    }
    for (const [key, inner] of entries) {
      const innerPath = path === '' ? key : `${path}.${key}`;
      if (PROTOTYPE_KEYS.has(key)) {
        throw new ValidationError([{ field: shownPath(innerPath), message: FORBIDDEN_KEY }]);
      }
      if (!key.isWellFormed()) {
        throw new ValidationError([{ field: shownPath(innerPath), message: HALF_CHARACTER }]);
      }
      this.visit(inner, innerPath, depth + 1);
    }
  }
}
