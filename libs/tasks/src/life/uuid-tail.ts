import { randomUUID } from 'node:crypto';

/**
 * The 80 bits of a UUIDv7 behind its time, as hex: version 7, variant 10, the rest random (RFC 9562, section 5.7). They
 * are those of a UUIDv4 but for the version: Node has random ones in store, while a few random bytes cost a system call.
 */
export function uuidTail(): string {
  const uuid = randomUUID(); // xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx
  return `7${uuid.slice(15, 18)}${uuid.slice(19, 23)}${uuid.slice(24)}`;
}
