import { isInvisible, plainLine, type CreateTaskRequest, type Locale } from '@task-queue/contracts';
import { instantMs, ProblemError, ValidationError } from '@task-queue/problems';
import type { TaskIdentity } from './domain/identity.js';
import { inLocale } from './domain/in-locale.js';
import { MAX_PARAMS_BYTES } from './domain/limits.js';
import { requirePermission } from './domain/visibility.js';
import type { RegisteredHandler } from './handlers/task-registry.js';
import { validateParams } from './handlers/validate-params.js';
import type { NewTask } from './life/task-store.js';
import { idempotencyOf } from './once/idempotency.js';
import { wantedLock } from './once/once.js';
import { requireNoMasks, type SealedParams, type SecretParams } from './secrets/secret-params.js';
import { secretPathsOf } from './secrets/secret-paths.js';

/** What goes with a create request besides its body. */
export interface CreateTaskOptions {
  /** The `Idempotency-Key` header. */
  readonly idempotencyKey?: string;
  readonly locale: Locale;
  readonly requestId: string;
  /** The schedule that it is of. */
  readonly scheduleId?: string;
  /** The id of who gave the secrets in its params. @default that of its owner */
  readonly secretsGivenBy?: string | null;
}

interface NewTaskOptions extends CreateTaskOptions {
  /** The request as it came, where secrets have been put in place of its masks since. */
  readonly asked?: CreateTaskRequest;
}

/**
 * A task as it is kept when it is created: what the request says, and of its type what the request leaves out.
 *
 * @throws ProblemError FORBIDDEN, PAYLOAD_TOO_LARGE; ValidationError
 */
export function newTaskOf(
  registered: RegisteredHandler,
  identity: TaskIdentity,
  request: CreateTaskRequest,
  { asked = request, idempotencyKey, locale, requestId, scheduleId, secretsGivenBy }: NewTaskOptions,
  secrets: SecretParams,
): NewTask {
  requirePermission(identity, registered.permission);
  const given = request.params ?? {};
  requireNoMasks(registered.params, given);
  const validated = validateParams(registered.params, given);
  const json = JSON.stringify(validated);
  if (Buffer.byteLength(json) > MAX_PARAMS_BYTES) {
    throw new ProblemError('PAYLOAD_TOO_LARGE');
  }
  const kept = sealedParams(secrets, registered, json, { owner: identity.id, givenBy: secretsGivenBy ?? identity.id });
  const deadlineAtMs = epochMs('deadlineAt', request.deadlineAt);
  return {
    head: {
      type: request.type,
      title: titleOf(request.title) ?? inLocale(registered.title, locale),
      priority: request.priority ?? registered.priority,
      createdBy: { id: identity.id, username: identity.username, roles: identity.roles },
      timeoutMs: request.timeoutMs ?? registered.timeoutMs,
      locale,
      requestId,
      ...(request.startWithinMs === undefined ? {} : { startWithinMs: request.startWithinMs }),
      ...(deadlineAtMs === null ? {} : { deadlineAtMs }),
      ...(scheduleId === undefined ? {} : { scheduleId }),
    },
    ...kept,
    maxRetries: request.maxRetries ?? registered.maxRetries,
    makesRoom: registered.makesRoom,
    runAtMs: epochMs('runAt', request.runAt),
    once: wantedLock(request, registered.unique, {
      type: request.type,
      params: kept.secrets === null ? validated : secrets.digest(validated), // what can be tried out says nothing of a secret
      owner: identity.id,
    }),
    idempotency:
      idempotencyKey === undefined ? null : idempotencyOf(idempotencyKey, identity, asked, registered, secrets),
  };
}

function sealedParams(
  secrets: SecretParams,
  { type, params }: RegisteredHandler,
  json: string,
  { owner, givenBy }: { readonly owner: string; readonly givenBy: string },
): Pick<NewTask, 'params'> & { readonly secrets: string | null } {
  if (secretPathsOf(params).length === 0) {
    return { params: json, secrets: null };
  }
  const { shown, sealed } = secrets.seal(params, JSON.parse(json) as SealedParams['shown'], { type, owner }, givenBy);
  return { params: JSON.stringify(shown), secrets: sealed };
}

/** What a person called a task; `null` where it shows nothing. */
function titleOf(given: string | undefined): string | null {
  const title = plainLine(given ?? '').trim();
  return isInvisible(title) ? null : title;
}

/** Epoch milliseconds of an instant, or `null` for one that is left out. */
function epochMs(field: 'runAt' | 'deadlineAt', instant: string | null | undefined): number | null {
  const atMs = instantMs(instant ?? '');
  if (atMs === null && (instant ?? '') !== '') {
    const message = { zh: '必须是 ISO 8601 时间', en: 'must be an ISO 8601 time' };
    throw new ValidationError([{ field, message }]);
  }
  return atMs;
}
