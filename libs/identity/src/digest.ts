import { createHash } from 'node:crypto';

/** What stands for a text, or for several in their order, where they themselves are not to be kept: SHA-256. */
export function digest(...texts: string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('base64url');
}
