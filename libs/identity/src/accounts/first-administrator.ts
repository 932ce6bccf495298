import { randomBytes } from 'node:crypto';
import { setTimeout as elapsed } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ProblemError } from '@task-queue/problems';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { hashPassword } from './passwords.js';
import { UserStore } from './user-store.js';

/** How often it is looked whether there is an administrator, in milliseconds. */
const LOOKED_EVERY_MS = 5_000;

/** How long a start waits for Redis to answer, and how often it asks meanwhile, in milliseconds. */
const [PATIENCE_MS, RETRIED_EVERY_MS] = [20_000, 200];

/**
 * Creates the first administrator where there is none: at the start, and when Redis was emptied or accounts were written
 * over meanwhile, as nobody could sign in again. A password of ours is shown this once.
 */
@Injectable()
export class FirstAdministrator implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly users: UserStore,
    @Inject(IDENTITY_OPTIONS) private readonly options: IdentityModuleOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.#createPatiently();
    const look = (): void => void this.#createIfThereIsNone().catch(() => undefined); // Redis is away: next time
    this.#timer = setInterval(look, LOOKED_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** A Redis that is slow for a moment, as one that loads or a machine in a hurry, ends no start. */
  async #createPatiently(): Promise<void> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await this.#createIfThereIsNone();
      } catch (error) {
        const isAway = error instanceof ProblemError && error.code === 'UNAVAILABLE';
        if (!isAway || performance.now() > deadlineMs) {
          throw error;
        }
        await elapsed(RETRIED_EVERY_MS);
      }
    }
  }

  async #createIfThereIsNone(): Promise<void> {
    if (await this.users.hasAdministrator()) {
      await this.users.restoreNames();
      return;
    }
    const { username, password: chosen } = this.options.firstAdministrator;
    const password = chosen ?? randomBytes(12).toString('base64url');
    const passwordHash = await hashPassword(password);
    try {
      await this.users.create({ username, role: 'admin', passwordHash });
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'USERNAME_TAKEN') {
        return; // another process was first, or a user has the name
      }
      throw error;
    }
    if (chosen === undefined) {
      process.stdout.write(
        `\n  The first administrator, shown this once:\n\n    user name  ${username}\n    password   ${password}\n\n`,
      );
    }
  }
}
