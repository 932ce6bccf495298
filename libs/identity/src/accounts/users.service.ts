import { Injectable, Logger } from '@nestjs/common';
import { noteForAudit } from '@task-queue/audit-trail';
import type { Identity } from '@task-queue/access';
import type { ChangeUserRequest, CreateUserRequest, UserAccount } from '@task-queue/contracts';
import { ProblemError, ValidationError } from '@task-queue/problems';
import { IdentityChanges } from '../identity-changes.js';
import { requireHardToGuess } from './guessable-passwords.js';
import { hashPassword, NO_PASSWORD } from './passwords.js';
import { providerOf, UserStore, type User } from './user-store.js';

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

  /** @throws ProblemError USERNAME_TAKEN; ValidationError for a password that is easy to guess */
  async create(admin: Identity, request: CreateUserRequest): Promise<UserAccount> {
    const { username, password, role = 'user', mustChangePassword = false } = request;
    requirePasswordWith(request);
    if (password !== undefined) {
      await requireHardToGuess(password, username, 'password');
    }
    const passwordHash = password === undefined ? NO_PASSWORD : await hashPassword(password);
    const account = { username, role, ...(mustChangePassword && { mustChangePassword }) };
    noteForAudit({ name: username, after: { ...account, isService: password === undefined } });
    const user = await this.users.create({ ...account, passwordHash });
    this.#logger.log({ event: 'user created', userId: user.id, role: user.role, by: admin.id });
    return withoutHash(user);
  }

  /** @throws ProblemError USER_NOT_FOUND, LAST_ADMIN, MANAGED_BY_PROVIDER; ValidationError for a password that is easy to guess */
  async change(admin: Identity, id: string, request: ChangeUserRequest): Promise<UserAccount> {
    const { password, role, disabled, mustChangePassword = false } = request;
    requirePasswordWith(request);
    const before = (password ?? role) === undefined ? null : await this.users.find(id);
    if (before?.issuer !== undefined) {
      throw new ProblemError('MANAGED_BY_PROVIDER');
    }
    if (password !== undefined) {
      await requireHardToGuess(password, before?.username ?? '', 'password');
    }
    const user = await this.users.change(id, {
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(password === undefined ? {} : { passwordHash: await hashPassword(password), mustChangePassword }),
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
  async remove(admin: Identity, id: string): Promise<void> {
    await this.users.remove(id);
    await this.changes.tell(id);
    this.#logger.log({ event: 'user deleted', userId: id, by: admin.id });
  }
}

/** A password that is to be changed has to be given. @throws ValidationError */
function requirePasswordWith({ password, mustChangePassword }: ChangeUserRequest): void {
  if (mustChangePassword !== undefined && password === undefined) {
    const message = { zh: '只能与密码一起设置', en: 'goes with a password alone' };
    throw new ValidationError([{ field: 'mustChangePassword', message }]);
  }
}

function withoutHash(user: User): UserAccount {
  const {
    id,
    username,
    role,
    disabled,
    createdAt,
    passwordHash,
    issuer,
    secondFactor = false,
    mustChangePassword = false,
  } = user;
  const isService = passwordHash === NO_PASSWORD && issuer === undefined;
  return { id, username, role, disabled, createdAt, isService, secondFactor, mustChangePassword, ...providerOf(user) };
}
