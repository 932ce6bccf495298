import { AttemptError } from '../domain/failure.js';
import type { TaskContext } from '../handlers/task-context.js';
import type { RegisteredHandler } from '../handlers/task-registry.js';
import type { AttemptParams } from './attempt-params.js';
import type { StartedAttempt } from './attempt-store.js';
import type { Outcome } from './attempt-outcome.js';
import type { HostCallbacks } from './host-callbacks.js';

/** Calls the handler of a task with what the record says. Never rejects: what is thrown is an outcome. */
export async function callHandler(
  registered: RegisteredHandler | undefined,
  started: StartedAttempt,
  given: AttemptParams,
  context: TaskContext,
  host: Pick<HostCallbacks, 'rolesOf'>,
): Promise<Outcome> {
  try {
    if (!registered) {
      throw new AttemptError('UNKNOWN_TASK_TYPE', `No handler is registered for "${started.head.type}"`, false);
    }
    const params = given.forHandler(registered);
    const { createdBy } = context;
    const roles = await host.rolesOf(createdBy);
    const value = await registered.handler.run(params, { ...context, createdBy: { ...createdBy, roles } });
    return { kind: 'returned', value };
  } catch (thrown) {
    return { kind: 'threw', thrown };
  }
}
