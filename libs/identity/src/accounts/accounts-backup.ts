import type { BackupEntry, BackupPart, DataFormat } from '@task-queue/redis';
import type { Redis } from 'ioredis';
import { identityFormat, IdentityKeys } from '../redis/identity-keys.js';

/** Accounts read at once. */
const READ_AT_ONCE = 200;

/** Hashes of `IdentityKeys` that are written to a backup, in this order. */
const KEPT_HASHES = ['users', 'usernames', 'links', 'vouched', 'tokens', 'secondFactors'] as const;

/** A hash that is written to a backup as it is. */
type KeptHash = (typeof KEPT_HASHES)[number];

/**
 * Accounts in a backup, with their password hashes and sealed second factors, and access tokens, by their digests. Sessions stay behind, so everybody signs in again after a restore: a file
 * that signs nobody in, and none of whose refresh tokens comes back that its owner has long exchanged.
 */
export class AccountsBackup implements BackupPart {
  readonly format: DataFormat;
  readonly #keys: IdentityKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.format = identityFormat(prefix);
    this.#keys = new IdentityKeys(prefix);
  }

  async *entries(): AsyncGenerator<BackupEntry> {
    for (const hash of KEPT_HASHES) {
      yield* this.#entriesOf(hash);
    }
  }

  async restore({ data }: BackupEntry): Promise<void> {
    const { hash, field, value } = data as { hash: KeptHash; field: string; value: string }; // as written below
    await this.redis.hset(this.#keys[hash], field, value);
    if (hash === 'tokens') {
      const { id, userId } = JSON.parse(value) as { id: string; userId: string };
      await this.redis.hset(this.#keys.tokensOf(userId), id, field);
    }
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  /** Some may come twice, which does no harm. */
  async *#entriesOf(hash: KeptHash): AsyncGenerator<BackupEntry> {
    let cursor = '0';
    do {
      const [next, flat] = await this.redis.hscan(this.#keys[hash], cursor, 'COUNT', READ_AT_ONCE);
      for (let i = 0; i < flat.length; i += 2) {
        yield { data: { hash, field: flat[i]!, value: flat[i + 1]! } };
      }
      cursor = next;
    } while (cursor !== '0');
  }
}
