import { Inject, Injectable } from '@nestjs/common';
import { isTaskId, may, type CreateTaskRequest, type LocalizedText } from '@task-queue/contracts';
import { requireBoundedJson, ValidationError } from '@task-queue/problems';
import { RedisConnections } from '@task-queue/redis';
import type { TaskIdentity } from '../domain/identity.js';
import { requirePermission } from '../domain/visibility.js';
import type { RegisteredHandler } from '../handlers/task-registry.js';
import { idempotencyOf } from '../once/idempotency.js';
import type { TaskHead } from '../record/codec.js';
import { TaskKeys } from '../record/keys.js';
import { throwStoreError } from '../record/store-error.js';
import { redisPlaceOf, TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { SecretsUnreadableError } from './key-ring.js';
import { SecretParams, withKept, type OpenedParams } from './secret-params.js';

const NOT_YOURS: LocalizedText = {
  zh: '不是可以沿用密文的任务：须为同一类型、密文由您本人填写且仍可读取；请重新填写密文',
  en: 'is no task of this type with secrets that you gave and that can still be read: give the secrets anew',
};

/** Runs tasks again: new ones get the secrets of earlier ones, which nobody is shown. */
@Injectable()
export class SecretsOfTasks {
  readonly #keys: TaskKeys;

  constructor(
    private readonly redis: RedisConnections,
    private readonly secrets: SecretParams,
    @Inject(TASKS_OPTIONS) options: TasksModuleOptions,
  ) {
    this.#keys = new TaskKeys(redisPlaceOf(options).prefix);
  }

  /**
   * A request with the secrets in place of its masks, where it says whose they stand for. Only who gave a secret may have it go
   * on with other params: with them it may go anywhere.
   *
   * @throws ValidationError
   */
  async resolve(
    identity: TaskIdentity,
    request: CreateTaskRequest,
    { params }: RegisteredHandler,
  ): Promise<CreateTaskRequest> {
    const { secretsFrom } = request;
    if (secretsFrom === undefined) {
      return request;
    }
    const source = isTaskId(secretsFrom) ? await this.#read(secretsFrom.toLowerCase(), identity, request.type) : null;
    if (source === null || source.givenBy !== identity.id) {
      throw new ValidationError([{ field: 'secretsFrom', message: NOT_YOURS }]);
    }
    return { ...request, params: withKept(params, request.params ?? {}, source.params) };
  }

  /**
   * The id of the task that such a request created when it came before; `null` where none is there.
   *
   * @throws ProblemError FORBIDDEN; ValidationError
   */
  async createdBefore(
    identity: TaskIdentity,
    request: CreateTaskRequest,
    registered: RegisteredHandler,
    idempotencyKey: string | undefined,
  ): Promise<string | null> {
    if (idempotencyKey === undefined) {
      return null;
    }
    requirePermission(identity, registered.permission);
    requireBoundedJson(request.params ?? {}, 'params');
    const { key, requestHash } = idempotencyOf(idempotencyKey, identity, request, registered, this.secrets);
    const { failFast } = this.redis;
    const [hash, id] = await failFast.hmget(this.#keys.request(key), 'hash', 'id').catch(throwStoreError);
    const isSame = hash === requestHash && typeof id === 'string';
    return isSame && (await failFast.exists(this.#keys.record(id)).catch(throwStoreError)) === 1 ? id : null;
  }

  /** `null` where there is no such task that this person may read, or its secrets cannot be opened. */
  async #read(id: string, identity: TaskIdentity, type: string): Promise<OpenedParams | null> {
    const record = this.redis.failFast.hmget(this.#keys.record(id), 'h', 'p', 'x');
    const [h, p, sealed = null] = await record.catch(throwStoreError);
    try {
      const head = JSON.parse(h ?? '') as TaskHead;
      const owner = head.createdBy.id;
      if (head.type !== type || !may(identity, 'tasks:read', owner)) {
        return null;
      }
      const shown = JSON.parse(p ?? '') as OpenedParams['params'];
      const opened = this.secrets.open({ shown, sealed }, { type, owner });
      return { ...opened, givenBy: opened.givenBy ?? owner };
    } catch (error) {
      if (error instanceof SecretsUnreadableError || error instanceof SyntaxError) {
        return null; // of a key that is gone; of no record, or one that somebody else wrote
      }
      throw error;
    }
  }
}
