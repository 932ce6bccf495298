import { Inject, Injectable, Logger } from '@nestjs/common';
import { noteForAudit } from '@task-queue/audit-trail';
import type { Identity } from '@task-queue/access';
import type { BegunSecondFactor, ProveSecondFactorRequest, RecoveryCodes, SecondFactor } from '@task-queue/contracts';
import { ProblemError, ValidationError } from '@task-queue/problems';
import { verifyPassword } from '../accounts/passwords.js';
import { UserStore, type User } from '../accounts/user-store.js';
import { IdentityChanges } from '../identity-changes.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { IdentityRedis } from '../redis/identity-redis.js';
import type { SessionIdentity } from '../sessions/auth.service.js';
import { LoginThrottle, type CodePlace } from '../throttle/login-throttle.js';
import { secretsBy, type KeptSecrets } from './kept-secrets.js';
import { newSecret, stepOf } from './one-time-codes.js';
import { newRecoveryCodes, recoveryDigest } from './recovery-codes.js';
import { BEGUN_LIFETIME_S, SecondFactorStore, type FactorProof } from './second-factor-store.js';

const WRONG = {
  password: { zh: '密码不正确', en: 'is not your password' },
  code: { zh: '验证码不正确或已使用过', en: 'is not right, or was used before' },
} as const;

/** The second factor of who signs in with a password here: set up, asked for, lost. */
@Injectable()
export class SecondFactors {
  readonly #logger = new Logger('Audit');
  readonly #secrets: KeptSecrets;

  constructor(
    private readonly redis: IdentityRedis,
    private readonly store: SecondFactorStore,
    private readonly users: UserStore,
    private readonly throttle: LoginThrottle,
    private readonly changes: IdentityChanges,
    @Inject(IDENTITY_OPTIONS) { secret, keptSecrets }: IdentityModuleOptions,
  ) {
    this.#secrets = keptSecrets ?? secretsBy(secret);
  }

  async of({ id }: Identity): Promise<SecondFactor> {
    const [user, factor] = await Promise.all([this.users.find(id), this.store.find(id)]);
    const isOn = user?.secondFactor === true;
    return { isOn, recoveryCodesLeft: isOn ? Object.keys(factor?.recovery ?? {}).length : 0 };
  }

  /**
   * Makes a secret for an app, which waits for its first code.
   *
   * @throws ValidationError for a wrong password; ProblemError SECOND_FACTOR_ON, MANAGED_BY_PROVIDER; TooManyRequestsError
   */
  async begin({ id, username, sessionId }: SessionIdentity, password: string): Promise<BegunSecondFactor> {
    noteForAudit({ target: { type: 'user', id } });
    const user = await this.#require(id);
    if (user.issuer !== undefined) {
      throw new ProblemError('MANAGED_BY_PROVIDER');
    }
    if (user.secondFactor === true) {
      throw new ProblemError('SECOND_FACTOR_ON');
    }
    const isRight = await this.throttle.attemptInSession(
      sessionId,
      async () => (await verifyPassword(user.passwordHash, password)) || null,
    );
    if (isRight === null) {
      this.#refuse(id, 'password');
    }
    const { secret, uri } = newSecret(username);
    await this.store.begin(id, this.#secrets.seal(secret, contextOf(id)));
    return { secret, uri, expiresIn: BEGUN_LIFETIME_S };
  }

  /**
   * Turns it on, as the app shows the right code. The person's other sessions end.
   *
   * @throws ValidationError for a wrong code; ProblemError SECOND_FACTOR_NOT_BEGUN, SECOND_FACTOR_ON; TooManyRequestsError
   */
  async confirm({ id, sessionId }: SessionIdentity, code: string): Promise<RecoveryCodes> {
    noteForAudit({ target: { type: 'user', id } });
    const sealed = await this.store.begun(id);
    if (sealed === null) {
      throw new ProblemError('SECOND_FACTOR_NOT_BEGUN');
    }
    const recoveryCodes = newRecoveryCodes();
    const isOn = await this.throttle.attemptInSession(sessionId, async () => {
      const step = await this.#stepOf(code, sealed, id);
      if (step === null) {
        return null;
      }
      await this.store.turnOn(id, sessionId, { secret: sealed, step }, recoveryCodes);
      return true;
    });
    if (isOn === null) {
      this.#refuse(id, 'code');
    }
    await this.changes.tell(id);
    this.#logger.log({ event: 'second factor on', userId: id });
    return { recoveryCodes };
  }

  /**
   * Turns it off. The person's other sessions end.
   *
   * @throws ValidationError for a wrong password or code; ProblemError SECOND_FACTOR_OFF; TooManyRequestsError
   */
  async turnOff(identity: SessionIdentity, request: ProveSecondFactorRequest): Promise<void> {
    const { id, sessionId } = identity;
    await this.#withProof(identity, request, (proof) => this.store.turnOff(id, sessionId, proof));
    await this.changes.tell(id);
    this.#logger.log({ event: 'second factor off', userId: id, by: id });
  }

  /** Other recovery codes in place of the former. @throws as {@link turnOff} */
  async replaceCodes(identity: SessionIdentity, request: ProveSecondFactorRequest): Promise<RecoveryCodes> {
    const recoveryCodes = newRecoveryCodes();
    await this.#withProof(identity, request, (proof) => this.store.replaceCodes(identity.id, proof, recoveryCodes));
    this.#logger.log({ event: 'recovery codes replaced', userId: identity.id });
    return { recoveryCodes };
  }

  /**
   * Takes it from somebody who has lost it, and ends their sessions. One's own is turned off with a code.
   *
   * @throws ProblemError FORBIDDEN for one's own, USER_NOT_FOUND, SECOND_FACTOR_OFF
   */
  async remove(admin: Identity, userId: string): Promise<void> {
    if (admin.id === userId) {
      throw new ProblemError('FORBIDDEN');
    }
    await this.store.turnOff(userId, '');
    await this.changes.tell(userId);
    this.#logger.log({ event: 'second factor off', userId, by: admin.id });
  }

  /**
   * Looks at a code of somebody whose password is right, and uses it where it is.
   *
   * @param use - takes the proof in the step that it is for; `null` where it was no good there
   * @returns what that returned; `null` for a wrong code
   * @throws TooManyRequestsError where too many codes were wrong; a recovery code is looked at all the same
   */
  async prove<Result>(
    user: User,
    code: string,
    place: CodePlace,
    use: (proof: FactorProof) => Promise<Result | null>,
  ): Promise<Result | null> {
    const digits = sixDigitsOf(code);
    if (digits === null) {
      const recovery = recoveryDigest(code);
      const factor = await this.store.find(user.id);
      if (factor === null || !Object.hasOwn(factor.recovery, recovery)) {
        return null;
      }
      noteForAudit({ after: { by: 'recovery code' } });
      return use({ recovery });
    }
    return this.throttle.attemptCode(user.username, place, async () => {
      const secret = (await this.store.find(user.id))?.secret;
      const step = secret === undefined ? null : await this.#stepOf(digits, secret, user.id);
      if (secret === undefined || step === null) {
        return null;
      }
      noteForAudit({ after: { by: 'code' } });
      return use({ step, secret, sealedAnew: this.#sealedAnew(secret, user.id) });
    });
  }

  async #withProof(
    { id, sessionId }: SessionIdentity,
    { password, code }: ProveSecondFactorRequest,
    use: (proof: FactorProof) => Promise<boolean>,
  ): Promise<void> {
    noteForAudit({ target: { type: 'user', id } });
    const user = await this.#require(id);
    if (user.secondFactor !== true) {
      throw new ProblemError('SECOND_FACTOR_OFF');
    }
    let wrong: keyof typeof WRONG = 'password';
    const isDone = await this.throttle.attemptInSession(sessionId, async () => {
      if (!(await verifyPassword(user.passwordHash, password))) {
        return null;
      }
      wrong = 'code';
      return this.prove(user, code, { sessionId }, async (proof) => (await use(proof)) || null);
    });
    if (isDone === null) {
      this.#refuse(id, wrong);
    }
  }

  async #require(userId: string): Promise<User> {
    const user = await this.users.find(userId);
    if (user === null) {
      throw new ProblemError('USER_NOT_FOUND');
    }
    return user;
  }

  #refuse(userId: string, field: keyof typeof WRONG): never {
    this.#logger.warn({ event: 'second factor refused', userId, reason: `wrong ${field}` });
    throw new ValidationError([{ field, message: WRONG[field] }]);
  }

  async #stepOf(code: string, sealed: string, userId: string): Promise<number | null> {
    const digits = sixDigitsOf(code);
    const secret = this.#opened(sealed, userId);
    return digits === null || secret === null ? null : stepOf(digits, secret, await this.redis.nowMs());
  }

  /** `null` where its key is gone: then no code is right, recovery codes go on to be, and administrators can take it away. */
  #opened(sealed: string, userId: string): string | null {
    try {
      return this.#secrets.open(sealed, contextOf(userId));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.error({ event: 'second factor does not open', userId, reason });
      return null;
    }
  }

  /** By the key that is to seal by now. */
  #sealedAnew(sealed: string, userId: string): string {
    const secret = this.#secrets.isDue(sealed) ? this.#opened(sealed, userId) : null;
    return secret === null ? sealed : this.#secrets.seal(secret, contextOf(userId));
  }
}

const contextOf = (userId: string): string => `second factor of ${userId}`;

/** A code as apps show it, which some do in two groups; `null` for what is none. */
function sixDigitsOf(code: string): string | null {
  const digits = code.replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : null;
}
