import type { LiveEntry } from '../live-entry.js';
import type { Digest } from './digest.js';

/** The digests of this process' sockets, by the room whose events each is of. */
export class DigestRooms {
  readonly #rooms = new Map<string, Set<Digest>>();

  join(room: string, digest: Digest): void {
    const digests = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, digests.add(digest));
  }

  leave(room: string, digest: Digest): void {
    const digests = this.#rooms.get(room);
    digests?.delete(digest);
    if (digests?.size === 0) {
      this.#rooms.delete(room);
    }
  }

  /** Gives an entry to all who are in one of its rooms. */
  take(entry: LiveEntry): void {
    for (const room of entry.rooms) {
      for (const digest of this.#rooms.get(room) ?? []) {
        digest.take(entry);
      }
    }
  }
}
