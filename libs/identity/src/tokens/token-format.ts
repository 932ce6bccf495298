import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { digest } from '../digest.js';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** How long what is random is (178 bits), and what is checked. */
const [RANDOM_LENGTH, CHECKSUM_LENGTH] = [30, 6];

/**
 * An access token: `tq_`, what is random, and a checksum of that (CRC-32 in base 62), as tokens of GitHub have one: what
 * was mistyped or made up is refused without asking anybody, and a leaked one is found by its pattern.
 */
export const TOKEN_PATTERN = /^tq_[0-9A-Za-z]{36}$/;

/** A new one. */
export function newToken(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => BASE62[randomInt(BASE62.length)]).join('');
  return `tq_${random}${checksumOf(random)}`;
}

/** Whether a text can be one of ours. */
export function isWhole(token: string): boolean {
  const random = token.slice(3, -CHECKSUM_LENGTH);
  return TOKEN_PATTERN.test(token) && token.endsWith(checksumOf(random));
}

/** What is kept of it: a text so random needs no slow hash. */
export function digestOf(token: string): string {
  return digest(token);
}

function checksumOf(random: string): string {
  const digits: string[] = [];
  for (let rest = crc32(random); digits.length < CHECKSUM_LENGTH; rest = Math.floor(rest / BASE62.length)) {
    digits.unshift(BASE62[rest % BASE62.length]!);
  }
  return digits.join('');
}
