import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { TaskError } from '@task-queue/tasks';
import { Settings } from '../settings/settings.js';
import { UserStore } from '../users/user-store.js';
import { hashPassword } from './passwords.js';

/** Creates the first administrator where nobody has an account yet. A password of ours is shown this once. */
@Injectable()
export class FirstAdministrator implements OnApplicationBootstrap {
  constructor(
    private readonly users: UserStore,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.users.isEmpty())) {
      return;
    }
    const { ADMIN_USERNAME: username, ADMIN_PASSWORD: chosen } = this.settings;
    const password = chosen ?? randomBytes(12).toString('base64url');
    const passwordHash = await hashPassword(password);
    try {
      await this.users.create({ username, role: 'admin', passwordHash });
    } catch (error) {
      if (error instanceof TaskError && error.code === 'USERNAME_TAKEN') {
        return; // another process was first
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
