import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AskedOnce } from '@task-queue/redis';
import type { User } from '../accounts/user-store.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { IdentityRedis, type IdentityScript } from '../redis/identity-redis.js';
import { Seal } from '../seal.js';

/** How long a session lasts without being used, in seconds. */
export const SESSION_LIFETIME_S = 7 * 24 * 60 * 60;

/** Two tabs may refresh at once: how long a replaced token is answered after the next one was used, in milliseconds. */
const REPLACED_ANSWERED_MS = 10_000;

/** Most sessions of a person; a new one ends the oldest. */
const MOST_SESSIONS = 1_000;

/** A session, who is in it, and the refresh token that goes on with it. */
export interface Session {
  readonly id: string;
  /** How many refresh tokens the session has had. */
  readonly generation: number;
  readonly user: User;
  readonly refreshToken: string;
}

/** What a refresh token was good for. */
export type Refreshed =
  | { readonly outcome: 'ok'; readonly session: Session }
  | { readonly outcome: 'reused'; readonly sessionId: string; readonly userId: string }
  | { readonly outcome: 'ended' };

/**
 * Sessions, in Redis; each change is one script that looks at the account too. A refresh token is the session's id and
 * the token's generation under our seal: a made-up token changes nothing, and the newest can be given out once more.
 */
@Injectable()
export class SessionStore {
  readonly #seal: Seal;
  readonly #open: IdentityScript;
  readonly #refresh: IdentityScript;
  readonly #end: IdentityScript;
  readonly #person: IdentityScript;
  readonly #people = new AskedOnce<User | null>();

  constructor(redis: IdentityRedis, @Inject(IDENTITY_OPTIONS) { secret }: IdentityModuleOptions) {
    this.#seal = new Seal(secret, 'refresh token');
    this.#open = redis.script('openSession');
    this.#refresh = redis.script('refreshSession');
    this.#end = redis.script('endSession');
    this.#person = redis.script('personOfSession');
  }

  /** Opens a session; `null` where the account has changed in a way that forbids it since it was looked at. */
  async open({ id: userId, passwordHash }: User): Promise<Session | null> {
    const id = randomUUID();
    const json = (await this.#open(id, userId, passwordHash, SESSION_LIFETIME_S, MOST_SESSIONS)) as string | null;
    return json === null ? null : this.#session(id, 1, json);
  }

  /**
   * Goes on with a session by its newest token; or by the one before, whose answer may have got lost, as long as what it
   * brought was not used, and a moment longer. An older one ends it.
   */
  async refresh(refreshToken: string): Promise<Refreshed> {
    const { id, generation } = this.#parse(refreshToken) ?? {};
    if (id === undefined || generation === undefined) {
      return { outcome: 'ended' };
    }
    const answer = await this.#refresh(id, generation, SESSION_LIFETIME_S, REPLACED_ANSWERED_MS);
    const [outcome, ...rest] = answer as ['ok', number, string] | ['reused', string] | ['ended']; // its header says so
    switch (outcome) {
      case 'ok': {
        const [newest, json] = rest as [number, string];
        return { outcome, session: this.#session(id, newest, json) };
      }
      case 'reused':
        return { outcome, sessionId: id, userId: rest[0] as string };
      case 'ended':
        return { outcome };
    }
  }

  /**
   * Who is in a session, as their account is now; `null` where it has ended or the account may not be used.
   *
   * @param generation - of the access token that is used, with which its refresh token counts as received
   */
  personOf(sessionId: string, generation = 0): Promise<User | null> {
    return this.#people.ask(`${sessionId}.${generation}`, async () => {
      const json = (await this.#person(sessionId, generation)) as string | null;
      return json === null ? null : (JSON.parse(json) as User);
    });
  }

  /** The session a refresh token belongs to; `null` for a token that is not ours. */
  idOf(refreshToken: string): string | null {
    return this.#parse(refreshToken)?.id ?? null;
  }

  /** Ends a session. @returns whose it was; `null` where it has ended before */
  async end(sessionId: string): Promise<string | null> {
    return (await this.#end(sessionId)) as string | null;
  }

  #session(id: string, generation: number, userJson: string): Session {
    const user = JSON.parse(userJson) as User;
    return { id, generation, user, refreshToken: this.#seal.seal(`${id}.${generation}`) };
  }

  #parse(refreshToken: string): { readonly id: string; readonly generation: string } | null {
    const [id, generation] = this.#seal.open(refreshToken)?.split('.') ?? [];
    return id === undefined || generation === undefined ? null : { id, generation };
  }
}
