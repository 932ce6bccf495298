import { AttemptError } from '../domain/failure.js';
import type { RegisteredHandler } from '../handlers/task-registry.js';
import { validateParams } from '../handlers/validate-params.js';
import { SecretsUnreadableError } from '../secrets/key-ring.js';
import { secretsIn, type SecretParams } from '../secrets/secret-params.js';
import { NO_MASK, TextMask } from '../secrets/text-mask.js';
import type { StartedAttempt } from './attempt-store.js';

/** The params of an attempt: what its handler gets, and what nobody is to hear of from it. */
export class AttemptParams {
  /** Hides what is secret in them. */
  readonly mask: TextMask;
  readonly #params: unknown;
  readonly #failure: unknown;

  constructor(
    { head, params, secrets }: StartedAttempt,
    registered: RegisteredHandler | undefined,
    sealing: Pick<SecretParams, 'open'>,
  ) {
    this.mask = NO_MASK;
    try {
      const shown = JSON.parse(params) as Record<string, unknown>;
      const opened = sealing.open({ shown, sealed: secrets }, { type: head.type, owner: head.createdBy.id });
      this.#params = opened.params;
      const declared = registered === undefined ? [] : secretsIn(registered.params, opened.params);
      if (opened.secrets.length + declared.length > 0) {
        this.mask = new TextMask([...opened.secrets, ...declared.map(([, value]) => value)]);
      }
    } catch (error) {
      this.#failure = error;
    }
  }

  /** As the handler's class; they were valid when the task was created, the class may have changed since. @throws AttemptError */
  forHandler({ params }: RegisteredHandler): object {
    if (this.#failure instanceof SecretsUnreadableError) {
      throw new AttemptError('SECRETS_UNREADABLE', this.#failure.message, true); // another worker may have the key
    }
    if (this.#failure !== undefined) {
      throw unfit(this.#failure);
    }
    try {
      return validateParams(params, this.#params);
    } catch (error) {
      throw unfit(error);
    }
  }
}

function unfit(error: unknown): AttemptError {
  return new AttemptError('PARAMS_INVALID', `The params no longer fit the handler: ${String(error)}`, false);
}
