import { Injectable, Logger } from '@nestjs/common';
import { noteForAudit } from '@task-queue/audit-trail';
import type { IdentitySource, ResolvedIdentity } from '@task-queue/access';
import { may, TOKEN_DAYS, type ApiTokens, type CreatedToken, type CreateTokenRequest } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import { LRUCache } from 'lru-cache';
import { providerOf, type User } from '../accounts/user-store.js';
import { IdentityChanges } from '../identity-changes.js';
import { GuessLimit } from './guess-limit.js';
import { digestOf, isWhole } from './token-format.js';
import { TokenStore } from './token-store.js';

const DAY_MS = 86_400_000;

/** Tokens that are remembered in a process as good, at about a hundred bytes each. */
const MOST_KNOWN = 10_000;

/** A person, and the access token they come with. */
export interface TokenIdentity extends ResolvedIdentity {
  readonly tokenDigest: string;
  /** Where they sign in, if that is not here. */
  readonly provider?: string;
}

/** Access tokens: making, listing and revoking them, and who comes with one. */
@Injectable()
export class TokensService {
  readonly #logger = new Logger('Audit');
  readonly #guesses = new GuessLimit();
  /** Tokens that were good a while ago: they are no guesses, wherever others guess from. */
  readonly #known = new LRUCache<string, true>({ max: MOST_KNOWN });

  constructor(
    private readonly tokens: TokenStore,
    private readonly changes: IdentityChanges,
  ) {}

  /** @throws ProblemError FORBIDDEN, USER_NOT_FOUND, TOO_MANY_TOKENS */
  async create(identity: ResolvedIdentity, request: CreateTokenRequest): Promise<CreatedToken> {
    const { name, scopes, expiresInDays = TOKEN_DAYS.default } = request;
    const userId = ownerOf(identity, request.userId);
    noteForAudit({ name, after: { userId, scopes, expiresInDays } });
    const { shown, token } = await this.tokens.create({ userId, name, scopes, lifetimeMs: expiresInDays * DAY_MS });
    this.#logger.log({ event: 'token created', tokenId: shown.id, userId, scopes, by: identity.id });
    return { ...shown, token };
  }

  /** @throws ProblemError FORBIDDEN */
  async list(identity: ResolvedIdentity, userId?: string): Promise<ApiTokens> {
    return { items: await this.tokens.of(ownerOf(identity, userId)) };
  }

  /** Revokes one, at sockets too. @throws ProblemError FORBIDDEN, TOKEN_NOT_FOUND */
  async revoke(identity: ResolvedIdentity, id: string, ofUser?: string): Promise<void> {
    const userId = ownerOf(identity, ofUser);
    if (!(await this.tokens.end(userId, id))) {
      throw new ProblemError('TOKEN_NOT_FOUND');
    }
    await this.changes.tell(userId);
    this.#logger.log({ event: 'token revoked', tokenId: id, userId, by: identity.id });
  }

  /**
   * Who comes with a token; `null` for one that is none. What cannot be one of ours is refused without asking Redis.
   *
   * @throws TooManyRequestsError where too many came from there that are none
   */
  async identify(token: string, { address }: IdentitySource): Promise<TokenIdentity | null> {
    const digest = digestOf(token);
    if (!this.#known.has(digest)) {
      this.#guesses.require(address);
    }
    const holder = isWhole(token) ? await this.tokens.holderOf(digest, { isUse: true }) : null;
    if (holder === null) {
      this.#known.delete(digest);
      this.#guesses.count(address);
      return null;
    }
    this.#known.set(digest, true);
    const { id, username, role } = holder.user;
    const { scopes, expiresMs, id: tokenId, name } = holder.token;
    return {
      id,
      username,
      roles: [role],
      scopes,
      expiresAtMs: expiresMs,
      tokenDigest: digest,
      token: { id: tokenId, name },
      ...providerOf(holder.user),
    };
  }

  /** Whose account a token is of, by {@link TokenIdentity.tokenDigest}; `null` where it is good no more. */
  async personOf(tokenDigest: string): Promise<User | null> {
    return (await this.tokens.holderOf(tokenDigest, { isUse: false }))?.user ?? null;
  }
}

/** Whose tokens are meant. @throws ProblemError FORBIDDEN */
function ownerOf(identity: ResolvedIdentity, userId: string = identity.id): string {
  if (userId !== identity.id && !may(identity, 'users:manage')) {
    throw new ProblemError('FORBIDDEN');
  }
  return userId;
}
