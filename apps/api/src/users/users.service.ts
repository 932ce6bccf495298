import { Injectable, Logger } from '@nestjs/common';
import type { ChangeUserRequest, CreateUserRequest, UserAccount } from '@task-queue/contracts';
import type { TaskIdentity } from '@task-queue/tasks';
import { IdentityChanges } from '../auth/identity-changes.js';
import { hashPassword } from '../auth/passwords.js';
import { UserStore, type User } from './user-store.js';

/** What administrators do with accounts. A change ends the person's sessions. */
@Injectable()
export class UsersService {
  readonly #logger = new Logger('Audit');

  constructor(
    private readonly users: UserStore,
    private readonly changes: IdentityChanges,
  ) {}

  async list(): Promise<UserAccount[]> {
    return (await this.users.all()).map(withoutHash);
  }

  /** @throws ProblemError USERNAME_TAKEN */
  async create(admin: TaskIdentity, { username, password, role }: CreateUserRequest): Promise<UserAccount> {
    const passwordHash = await hashPassword(password);
    const user = await this.users.create({ username, role: role ?? 'user', passwordHash });
    this.#logger.log({ event: 'user created', userId: user.id, role: user.role, by: admin.id });
    return withoutHash(user);
  }

  /** @throws ProblemError USER_NOT_FOUND, LAST_ADMIN */
  async change(admin: TaskIdentity, id: string, { password, role, disabled }: ChangeUserRequest): Promise<UserAccount> {
    const user = await this.users.change(id, {
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(password === undefined ? {} : { passwordHash: await hashPassword(password) }),
    });
    await this.changes.tell(id);
    const changed = Object.entries({ role, disabled, password }).flatMap(([field, to]) =>
      to === undefined ? [] : [field],
    );
    this.#logger.log({
      event: 'user changed',
      userId: id,
      changed,
      role: user.role,
      disabled: user.disabled,
      by: admin.id,
    });
    return withoutHash(user);
  }

  /** @throws ProblemError USER_NOT_FOUND, LAST_ADMIN */
  async remove(admin: TaskIdentity, id: string): Promise<void> {
    await this.users.remove(id);
    await this.changes.tell(id);
    this.#logger.log({ event: 'user deleted', userId: id, by: admin.id });
  }
}

function withoutHash({ id, username, role, disabled, createdAt }: User): UserAccount {
  return { id, username, role, disabled, createdAt };
}
