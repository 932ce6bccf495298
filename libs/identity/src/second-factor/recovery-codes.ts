import { randomInt } from 'node:crypto';
import { RECOVERY_CODES } from '@task-queue/contracts';
import { digest } from '../digest.js';

/** Crockford's base32: no letter that looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 120 random bits a code, so that SHA-256 is enough to keep one by: OWASP ASVS 5.0, 6.5.2. */
const [GROUPS, GROUP_LENGTH] = [4, 6];

/** Codes for when an app is lost, e.g. `7k2m9q-x4w8tn-p3v6rd-h5b0ce`. */
export function newRecoveryCodes(): readonly string[] {
  const character = (): string => ALPHABET[randomInt(ALPHABET.length)]!;
  const group = (): string => Array.from({ length: GROUP_LENGTH }, character).join('');
  return Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: GROUPS }, group).join('-'));
}

/** What is kept of a recovery code, however somebody writes it: its case, blanks and hyphens do not count, `O` is `0`, `I` and `L` are `1`. */
export function recoveryDigest(code: string): string {
  const written = code.replace(/[\s-]/g, '').toLowerCase();
  return digest('recovery code', written.replace(/o/g, '0').replace(/[il]/g, '1'));
}
