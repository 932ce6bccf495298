import { isPrivileged, type UserRole } from '@task-queue/contracts';
import { AttemptError, isInternal } from '../domain/failure.js';
import type { TaskIdentity } from '../domain/identity.js';
import { traced, type TracedAttempt, type TracedEnding } from '../domain/task-tracing.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { CODE_OWNER } from '../schedules/declared/code-owner.js';
import type { TaskObserver, TasksModuleOptions } from '../tasks-options.js';

/** Said instead of what the host says, which is nobody's but the log's. */
const ROLES_UNKNOWN = 'The roles of its creator could not be read at the moment';

/** Calls what the host gave. What that throws is logged, once a moment, and strands no attempt. */
export class HostCallbacks {
  constructor(
    private readonly host: Pick<TasksModuleOptions, 'observer' | 'rolesOf' | 'tracing'>,
    private readonly log: Pick<ThrottledLog, 'warn'>,
  ) {}

  attemptStarted(attempt: Parameters<TaskObserver['attemptStarted']>[0]): void {
    this.#tell(() => this.host.observer?.attemptStarted(attempt));
  }

  attemptEnded(attempt: Parameters<TaskObserver['attemptEnded']>[0]): void {
    this.#tell(() => this.host.observer?.attemptEnded(attempt));
  }

  /** Runs an attempt in the host's trace, where it has one. @returns what came of it */
  inTrace(attempt: TracedAttempt, run: () => Promise<TracedEnding>): Promise<TracedEnding> {
    const { tracing } = this.host;
    return tracing === undefined
      ? run()
      : traced(
          (work) => tracing.attempt(attempt, work),
          run,
          (error) => this.log.warn('The trace of an attempt', error),
        );
  }

  /** The roles that the creator of a task has now. @throws an error after which a retry may help, where the host cannot tell */
  async rolesOf(creator: TaskIdentity): Promise<readonly UserRole[]> {
    // Less than a role is nothing to ask for: a user's own tasks are theirs. The program is nobody that the host knows.
    if (!this.host.rolesOf || !isPrivileged(creator) || creator.id === CODE_OWNER.id) {
      return creator.roles;
    }
    try {
      return await this.host.rolesOf(creator);
    } catch (error) {
      this.log.warn('The roles of a task’s creator', error);
      throw isInternal(error) ? error : new AttemptError('HANDLER_ERROR', ROLES_UNKNOWN, true);
    }
  }

  #tell(call: () => unknown): void {
    const told = async (): Promise<void> => {
      await call(); // an observer may be async, whatever its type says
    };
    told().catch((error: unknown) => this.log.warn('The observer of attempts', error));
  }
}
