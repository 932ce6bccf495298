import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { UserRole } from '@task-queue/contracts';
import { nameKey } from '../accounts/name-key.js';
import { NO_PASSWORD } from '../accounts/passwords.js';
import type { User } from '../accounts/user-store.js';
import { IdentityChanges } from '../identity-changes.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { IdentityRedis, type IdentityScript } from '../redis/identity-redis.js';
import { namesFor } from './person-names.js';
import type { Claims } from './role-of-claims.js';

/** Who somebody is at the provider. */
interface Subject {
  readonly issuer: string;
  readonly subject: string;
}

/** What became of somebody's account with what the provider said of them. */
export type Known =
  | { readonly outcome: 'created' | 'changed' | 'same'; readonly user: User }
  /** Something newer has been written down since the provider was asked; the account as it is now. */
  | { readonly outcome: 'overtaken'; readonly user: User }
  | { readonly outcome: 'disabled'; readonly userId: string }
  | { readonly outcome: 'unknown' };

/** Accounts of who signs in at the provider, linked by `iss` and `sub` and by nothing else. Each change is one script. */
@Injectable()
export class ProviderPeople {
  readonly #logger = new Logger('Audit');
  readonly #vouch: IdentityScript;
  readonly #giveUp: IdentityScript;
  readonly #reserved: string;

  constructor(
    private readonly redis: IdentityRedis,
    private readonly changes: IdentityChanges,
    @Inject(IDENTITY_OPTIONS) { firstAdministrator }: IdentityModuleOptions,
  ) {
    this.#vouch = redis.script('vouchForPerson');
    this.#giveUp = redis.script('giveUpPerson');
    this.#reserved = firstAdministrator.username;
  }

  /** Before the provider is asked of somebody: the number of the question, by which a late answer is known. */
  question(): Promise<number> {
    return this.redis.ask((client) => client.hincrby(this.redis.keys.answers, '', 1));
  }

  /**
   * Gives the account of somebody the role that the provider says; where that is another one, it holds at once.
   *
   * @param role - `null` where nothing was said of it
   * @param claims - to name a new account by; without them an account is not made
   * @param question - what was asked: see {@link question}
   */
  async vouchFor(
    { issuer, subject }: Subject,
    role: UserRole | null,
    claims: Claims | null,
    question: number,
  ): Promise<Known> {
    const made: Omit<User, 'username' | 'role'> & { readonly role: UserRole | null } = {
      id: randomUUID(),
      role,
      passwordHash: NO_PASSWORD,
      disabled: false,
      createdAt: new Date().toISOString(),
      issuer,
      subject,
    };
    const names = claims === null ? [] : namesFor(claims, subject, this.#reserved);
    const writings = JSON.stringify(names.map((name) => [name, nameKey(name)]));
    const nowS = Math.floor(Date.now() / 1000);
    const answer = await this.#vouch(issuer, subject, role ?? '', JSON.stringify(made), writings, nowS, question);
    const [outcome, what = ''] = answer as [Known['outcome'], string?]; // its header says so
    switch (outcome) {
      case 'unknown':
        return { outcome };
      case 'disabled':
        return { outcome, userId: what };
      default: {
        const user = JSON.parse(what) as User;
        if (outcome === 'changed') {
          this.#logger.log({ event: 'role changed by provider', userId: user.id, role });
          await this.changes.tell(user.id);
        }
        return { outcome, user };
      }
    }
  }

  /**
   * The provider gives somebody no role any more: they are out at once, where they have an account.
   *
   * @returns whether they are; not where something newer has been written down since the provider was asked
   */
  async giveUp({ issuer, subject }: Subject, question: number): Promise<boolean> {
    const [outcome, userId = ''] = (await this.#giveUp(issuer, subject, question)) as ['ok' | 'overtaken', string?]; // its header says so
    await (userId === '' ? undefined : this.changes.tell(userId));
    return outcome === 'ok';
  }
}
