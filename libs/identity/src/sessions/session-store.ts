import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AskedOnce } from '@task-queue/redis';
import { FormerProviders } from '../accounts/former-providers.js';
import type { User } from '../accounts/user-store.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { IdentityRedis, type IdentityScript } from '../redis/identity-redis.js';
import type { FactorProof } from '../second-factor/second-factor-store.js';
import { Seal } from '../seal.js';
import { deviceOf, type Device } from './device.js';

/** How long a session lasts without being used, in seconds. */
export const SESSION_LIFETIME_S = 7 * 24 * 60 * 60;

/** How long it lasts at most, however often it is used, in seconds: then the password is asked for again. */
export const LONGEST_SESSION_S = 30 * 24 * 60 * 60;

/** Two tabs may refresh at once: how long a replaced token is answered after the next one was used, in milliseconds. */
const REPLACED_ANSWERED_MS = 10_000;

/** As much of an address as is kept: a proxy that does not check what it is told may pass on anything. */
const MAX_ADDRESS_LENGTH = 64;

/** Most sessions of a person; a new one ends the oldest. */
const MOST_SESSIONS = 1_000;

/** A session, who is in it, and the refresh token that goes on with it. */
export interface Session {
  readonly id: string;
  /** How many refresh tokens the session has had. */
  readonly generation: number;
  readonly user: User;
  readonly refreshToken: string;
  /** What an OpenID provider that the session comes from gave with it, closed; `null` where a password opened it. */
  readonly voucher: string | null;
}

/** Where a session comes from. */
export interface SessionOrigin {
  readonly voucher: string;
  /** Digest of the session there; empty where the provider tells none. */
  readonly there: string;
}

/** A session that has ended. */
export interface EndedSession {
  readonly userId: string;
  readonly voucher: string | null;
}

/** Where a session is used from, as far as that is known. */
export interface SessionPlace {
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** A session that goes on, as its owner sees it; `null` for what was not written down. */
export interface SessionFacts extends Device {
  readonly id: string;
  readonly beganMs: number | null;
  /** To the minute. */
  readonly usedMs: number | null;
  readonly address: string | null;
}

/** What a refresh token was good for. */
export type Refreshed =
  | { readonly outcome: 'ok'; readonly session: Session }
  /** The session has ended just now: somebody has a copy of its token, or it has lasted as long as one may. */
  | { readonly outcome: 'reused' | 'tooOld'; readonly sessionId: string; readonly userId: string }
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
  readonly #endAll: IdentityScript;
  readonly #list: IdentityScript;
  readonly #keepVoucher: IdentityScript;
  readonly #person: IdentityScript;
  readonly #people = new AskedOnce<User | null>();

  constructor(
    private readonly redis: IdentityRedis,
    private readonly formerProviders: FormerProviders,
    @Inject(IDENTITY_OPTIONS) { secret }: IdentityModuleOptions,
  ) {
    this.#seal = new Seal(secret, 'refresh token');
    this.#open = redis.script('openSession');
    this.#refresh = redis.script('refreshSession');
    this.#end = redis.script('endSession');
    this.#endAll = redis.script('endSessions');
    this.#list = redis.script('listSessions');
    this.#keepVoucher = redis.script('keepVoucher');
    this.#person = redis.script('personOfSession');
  }

  /**
   * Opens a session; `null` where the account has changed in a way that forbids it since it was looked at, or the person has signed
   * out of the session at an OpenID provider that it would come from.
   *
   * @param proof - of their second factor, where a password opens it and they have one
   */
  async open(
    { id: userId, passwordHash }: User,
    { address, userAgent }: SessionPlace = {},
    { voucher, there }: SessionOrigin = { voucher: '', there: '' },
    proof?: FactorProof,
  ): Promise<Session | null> {
    const id = randomUUID();
    const { client, system } = deviceOf(userAgent);
    const json = (await this.#open(
      ...[id, userId, passwordHash, SESSION_LIFETIME_S, MOST_SESSIONS],
      ...[kept(address), client ?? '', system ?? '', voucher, there],
      proof === undefined ? '' : JSON.stringify(proof),
    )) as string | null; // its header says so
    return json === null ? null : this.#session(id, 1, json, voucher);
  }

  /**
   * Goes on with a session by its newest token; or by the one before, whose answer may have got lost, as long as what it
   * brought was not used, and a moment longer. An older one ends it.
   */
  async refresh(refreshToken: string, address?: string): Promise<Refreshed> {
    const { id, generation } = this.#parse(refreshToken) ?? {};
    if (id === undefined || generation === undefined) {
      return { outcome: 'ended' };
    }
    const answer = await this.#refresh(
      ...[id, generation, SESSION_LIFETIME_S, REPLACED_ANSWERED_MS, kept(address), LONGEST_SESSION_S],
    );
    const [outcome, ...rest] = answer as ['ok', number, string, string] | ['reused' | 'tooOld', string] | ['ended']; // its header says so
    switch (outcome) {
      case 'ok': {
        const [newest, json, voucher] = rest as [number, string, string];
        return { outcome, session: this.#session(id, newest, json, voucher) };
      }
      case 'reused':
      case 'tooOld':
        return { outcome, sessionId: id, userId: rest[0] as string };
      case 'ended':
        return { outcome };
    }
  }

  /**
   * Who is in a session, as their account is now; `null` where it has ended or the account may not be used.
   *
   * @param use - where this is a use of it: the generation of the access token, with which its refresh token counts as
   * received, and the address it comes from
   */
  personOf(
    sessionId: string,
    use?: { readonly generation: number; readonly address?: string | undefined },
  ): Promise<User | null> {
    const of = use === undefined ? [0, 0, ''] : [use.generation, 1, kept(use.address)];
    return this.#people.ask([sessionId, ...of].join(), async () => {
      const json = (await this.#person(sessionId, ...of)) as string | null;
      const user = json === null ? null : (JSON.parse(json) as User);
      return user === null || this.formerProviders.have(user) ? null : user;
    });
  }

  /** The session a refresh token belongs to; `null` for a token that is not ours. */
  idOf(refreshToken: string): string | null {
    return this.#parse(refreshToken)?.id ?? null;
  }

  /**
   * Ends a session.
   *
   * @param ofUser - whose it has to be; left out for anybody
   * @returns what it was; `null` where it has ended before, or is somebody else's
   */
  async end(sessionId: string, ofUser = ''): Promise<EndedSession | null> {
    const ended = (await this.#end(sessionId, ofUser)) as [string, string] | null; // its header says so
    return ended && { userId: ended[0], voucher: ended[1] || null };
  }

  /** Ends those of a person, but for one where that is given. @returns how many there were */
  async endAllOf(userId: string, except = ''): Promise<number> {
    return (await this.#endAll(userId, except)) as number;
  }

  /** Those of a person that go on, the oldest first. */
  async of(userId: string): Promise<SessionFacts[]> {
    const all = (await this.#list(userId)) as readonly (readonly string[])[]; // its header says so
    return all.map(([id = '', began, used, address, client, system]) => ({
      id,
      beganMs: began ? Number(began) * 1000 : null,
      usedMs: used ? Number(used) * 1000 : null,
      address: address || null,
      client: client || null,
      system: system || null,
    }));
  }

  /** The voucher that a session has now; `null` where it has none or has ended. */
  async voucherOf(sessionId: string): Promise<string | null> {
    return this.redis.ask((client) => client.hget(this.redis.keys.session(sessionId), 'voucher'));
  }

  /** Keeps a newer voucher, where the session goes on. */
  async keepVoucher(sessionId: string, voucher: string): Promise<void> {
    await this.#keepVoucher(sessionId, voucher);
  }

  #session(id: string, generation: number, userJson: string, voucher: string): Session {
    const user = JSON.parse(userJson) as User;
    const refreshToken = this.#seal.seal(`${id}.${generation}`);
    return { id, generation, user, refreshToken, voucher: voucher || null };
  }

  #parse(refreshToken: string): { readonly id: string; readonly generation: string } | null {
    const [id, generation] = this.#seal.open(refreshToken)?.split('.') ?? [];
    return id === undefined || generation === undefined ? null : { id, generation };
  }
}

const kept = (address = ''): string => address.slice(0, MAX_ADDRESS_LENGTH);
