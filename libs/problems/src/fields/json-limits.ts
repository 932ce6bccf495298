import type { LocalizedText } from '@task-queue/contracts';
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
  new JsonCheck(path).visit(value);
}

/** A path as an answer may name it: whole, or as much as is bearable. */
export function shownPath(path: string): string {
  const whole = path.toWellFormed();
  return whole.length <= MAX_SHOWN_PATH ? whole : `${whole.slice(0, MAX_SHOWN_PATH - 1).toWellFormed()}…`;
}

class JsonCheck {
  #values = 0;
  /** Where it looks: names are put together only where something is refused, which is rare. */
  readonly #keys: string[] = [];

  constructor(private readonly path: string) {}

  visit(value: unknown): void {
    if (typeof value === 'string' && !value.isWellFormed()) {
      throw this.#refusal(HALF_CHARACTER);
    }
    if (typeof value !== 'object' || value === null) {
      return;
    }
    if (this.#keys.length > MAX_JSON_DEPTH) {
      throw this.#refusal(TOO_DEEP, 'PAYLOAD_TOO_LARGE');
    }
    const keys = Object.keys(value);
    this.#values += keys.length;
    if (this.#values > MAX_JSON_VALUES) {
      throw this.#refusal(TOO_MANY, 'PAYLOAD_TOO_LARGE');
    }
    for (const key of keys) {
      this.#keys.push(key);
      if (PROTOTYPE_KEYS.has(key)) {
        throw this.#refusal(FORBIDDEN_KEY);
      }
      if (!key.isWellFormed()) {
        throw this.#refusal(HALF_CHARACTER);
      }
      this.visit((value as Record<string, unknown>)[key]);
      this.#keys.pop();
    }
  }

  #refusal(message: LocalizedText, code?: 'PAYLOAD_TOO_LARGE'): ValidationError {
    const path = this.#keys.reduce((outer, key) => (outer === '' ? key : `${outer}.${key}`), this.path);
    return new ValidationError([{ field: shownPath(path), message }], code);
  }
}
