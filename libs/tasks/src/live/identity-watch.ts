import { isDeepStrictEqual } from 'node:util';
import { permissionsOf } from '@task-queue/contracts';
import type { ResolvedIdentity } from '../domain/identity.js';
import type { TasksModuleOptions } from '../tasks-options.js';
import { closeSocket, type TasksSocket } from './tasks-socket.js';

/** How often it is asked whether sockets' people may still be here, in milliseconds. */
const INTERVAL_MS = 3_000;

/** Asked about at a time; between two batches events have their turn. */
const BATCH = 200;

/** Most handshakes resolved at a time. */
const RESOLVED_AT_ONCE = 50;

/**
 * Closes the sockets of people whose session has ended or whose role has changed: a handshake is checked only once. At once
 * where it is told of it; and every few seconds, for a host that tells nothing.
 */
export class IdentityWatch {
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(
    private readonly sockets: () => Iterable<TasksSocket>,
    private readonly options: TasksModuleOptions,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.#look(), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Looks at somebody's sockets now. Where nobody can be asked they are closed: they come back when somebody can. */
  async lookAt(personId: string): Promise<void> {
    const sockets = [...this.sockets()].filter(({ data }) => data.identity.id === personId);
    if (sockets.length === 0) {
      return;
    }
    const areValid = await this.#areStillValid(sockets).catch(() => []);
    sockets.filter((_socket, i) => areValid[i] !== true).forEach((socket) => closeSocket(socket, 'UNAUTHORIZED'));
  }

  async #look(): Promise<void> {
    if (this.#isLooking) {
      return;
    }
    this.#isLooking = true;
    try {
      const sockets = [...this.sockets()];
      for (let start = 0; start < sockets.length; start += BATCH) {
        const batch = sockets.slice(start, start + BATCH);
        const areValid = await this.#areStillValid(batch);
        batch.filter((_socket, i) => !areValid[i]).forEach((socket) => closeSocket(socket, 'UNAUTHORIZED'));
      }
    } catch {
      // Nobody can be asked at the moment: next time.
    } finally {
      this.#isLooking = false;
    }
  }

  async #areStillValid(sockets: readonly TasksSocket[]): Promise<readonly boolean[]> {
    const identities = sockets.map(({ data }) => data.identity);
    return this.options.sockets?.areStillValid?.(identities) ?? this.#resolveAgain(sockets);
  }

  /** Without a host that can tell, each different handshake is resolved once more. */
  async #resolveAgain(sockets: readonly TasksSocket[]): Promise<readonly boolean[]> {
    const handshakes = sockets.map(({ handshake }) => JSON.stringify(handshake.auth));
    const different = [...new Map(sockets.map(({ handshake }, i) => [handshakes[i]!, handshake.auth]))];
    const found = new Map<string, ResolvedIdentity | null>();
    for (let start = 0; start < different.length; start += RESOLVED_AT_ONCE) {
      await Promise.all(
        different.slice(start, start + RESOLVED_AT_ONCE).map(async ([key, auth]) => {
          found.set(key, await this.options.identity({ kind: 'handshake', auth }));
        }),
      );
    }
    return sockets.map(({ data: { identity } }, i) => isSamePerson(identity, found.get(handshakes[i]!) ?? null));
  }
}

function isSamePerson(before: ResolvedIdentity, now: ResolvedIdentity | null): boolean {
  const permissions = ({ roles, scopes }: ResolvedIdentity) => permissionsOf(roles, scopes);
  return now !== null && now.id === before.id && isDeepStrictEqual(permissions(now), permissions(before));
}
