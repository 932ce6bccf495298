import { createHash } from 'node:crypto';
import type { CreateTaskRequest } from '@task-queue/contracts';
import { canonicalJson } from '../domain/canonical-json.js';
import type { TaskIdentity } from '../domain/identity.js';
import type { RegisteredHandler } from '../handlers/task-registry.js';
import { secretsIn, type SecretParams } from '../secrets/secret-params.js';

/** A request that may come more than once, as it is remembered. */
export interface Idempotency {
  readonly key: string;
  readonly requestHash: string;
}

/**
 * A request as it came, under its `Idempotency-Key`: with masks where it has them, and whose secrets they stand for. What can be
 * tried out says nothing of a secret.
 */
export function idempotencyOf(
  key: string,
  identity: TaskIdentity,
  asked: CreateTaskRequest,
  { params }: RegisteredHandler,
  secrets: SecretParams,
): Idempotency {
  const hasSecrets = secretsIn(params, asked.params ?? {}).length > 0;
  return {
    key: sha256(`${identity.id}\0${key}`),
    requestHash: hasSecrets ? secrets.digest(asked) : sha256(canonicalJson(asked)),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
