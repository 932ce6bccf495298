import { afterEach, describe, expect, test } from '@jest/globals';
import type { ResolvedIdentity } from '../domain/identity.js';
import type { TasksModuleOptions } from '../tasks-options.js';
import { IdentityWatch } from './identity-watch.js';
import type { TasksSocket } from './tasks-socket.js';

const person = (id: string, role: 'admin' | 'user' = 'user'): ResolvedIdentity => ({ id, username: id, roles: [role] });

/** What the watch needs of a socket: whose it is, and that it can be closed. */
class Watched {
  readonly handshake: { readonly auth: Record<string, unknown> };
  readonly data: { readonly identity: ResolvedIdentity };
  readonly closed: Promise<void>;
  isClosed = false;
  disconnect!: () => void;

  constructor(token: string, identity: ResolvedIdentity) {
    this.handshake = { auth: { token } };
    this.data = { identity };
    this.closed = new Promise((resolve) => {
      this.disconnect = () => {
        this.isClosed = true;
        resolve();
      };
    });
  }

  emit(): void {
    // nobody listens
  }
}

let watch: IdentityWatch | undefined;
afterEach(() => watch?.stop());

function watching(sockets: readonly Watched[], options: Partial<TasksModuleOptions>): void {
  const all = { redis: { url: '' }, identity: () => null, ...options };
  watch = new IdentityWatch(() => sockets as unknown as TasksSocket[], all); // see Watched
  watch.start();
}

describe('watching who may still be here', () => {
  test('asks the host about two hundred at a time, and closes those who may not', async () => {
    const sockets = Array.from({ length: 500 }, (_, i) => new Watched(`${i}`, person(`${i}`)));
    const asked: number[] = [];
    watching(sockets, {
      sockets: {
        areStillValid: async (identities) => {
          asked.push(identities.length);
          return identities.map(({ id }) => id !== '450');
        },
      },
    });
    await sockets[450]!.closed;
    expect(asked.slice(0, 3)).toEqual([200, 200, 100]);
    expect(sockets.filter(({ isClosed }) => isClosed)).toEqual([sockets[450]]);
  }, 30_000);

  test('resolves each different handshake once where the host can’t tell, and notices a lost role or scope', async () => {
    const now: Record<string, ResolvedIdentity | null> = {
      stays: person('ann'),
      gone: null,
      demoted: person('root', 'user'),
      narrowed: { ...person('robot'), scopes: ['tasks:create'] },
    };
    const sockets = [
      ...Array.from({ length: 150 }, () => new Watched('stays', person('ann'))),
      new Watched('gone', person('ben')),
      new Watched('demoted', person('root', 'admin')),
      new Watched('narrowed', { ...person('robot'), scopes: ['tasks:create', 'tasks:read'] }),
    ];
    const asked: unknown[] = [];
    watching(sockets, {
      identity: async (source) => {
        const token = source.kind === 'handshake' ? String(source.auth['token']) : '';
        asked.push(token);
        return now[token] ?? null;
      },
    });
    await Promise.all(sockets.slice(-3).map(({ closed }) => closed));
    expect(asked.slice(0, 4)).toEqual(['stays', 'gone', 'demoted', 'narrowed']);
    expect(new Set(asked).size * Math.ceil(asked.length / 4)).toBe(asked.length);
    expect(sockets.filter(({ isClosed }) => isClosed)).toHaveLength(3);
  }, 30_000);

  test('closes nobody while the host can’t be asked', async () => {
    const sockets = [new Watched('a', person('a'))];
    let times = 0;
    watching(sockets, {
      sockets: {
        areStillValid: async (identities) => {
          times += 1;
          if (times === 1) {
            throw new Error('away');
          }
          return identities.map(() => false);
        },
      },
    });
    await sockets[0]!.closed;
    expect(times).toBe(2);
  }, 30_000);
});
