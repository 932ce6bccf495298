import type { Logger } from '@nestjs/common';
import type { ArtifactStorage } from '../artifacts/artifact-storage.js';
import { backoffDelayMs } from '../domain/backoff.js';
import type { Clock } from '../domain/clock.js';
import { messageOf, textOf } from '../domain/error-text.js';
import { AttemptError, failureOf, isInternal, truncate } from '../domain/failure.js';
import { isAdmin } from '../domain/identity.js';
import { MAX_GIST_LENGTH, MAX_RESULT_BYTES, MAX_TIMER_MS } from '../domain/limits.js';
import type { TaskContext } from '../handlers/task-context.js';
import type { RegisteredHandler, TaskRegistry } from '../handlers/task-registry.js';
import { validateParams } from '../handlers/validate-params.js';
import type { AttemptStore, StartedAttempt } from '../store/attempt-store.js';
import { createdAtMs } from '../store/codec.js';
import type { Ticket } from '../store/task-store.js';
import type { TaskObserver, TasksModuleOptions } from '../tasks-options.js';
import { AttemptArtifact } from './attempt-artifact.js';
import { AttemptReporter } from './attempt-reporter.js';
import type { AttemptBoard } from './blocked-loop/attempt-board.js';
import { withStrayErrors } from './stray-errors.js';

/** How an attempt ended, before it is recorded. */
type Outcome =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly thrown: unknown }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'given up' };

type Ending = Parameters<TaskObserver['attemptEnded']>[0]['outcome'];

interface RunningAttempt {
  readonly held: StartedAttempt;
  /** Ends the attempt now, whatever its handler does. */
  end(outcome: Outcome): void;
}

/** Takes one ticket through start, perform and record. Every way an attempt can end is data until it is recorded. */
export class TaskRunner {
  readonly #running = new Map<string, RunningAttempt>();
  readonly #runs = new Set<Promise<void>>();
  #isStopping = false;

  constructor(
    private readonly store: AttemptStore,
    private readonly registry: TaskRegistry,
    private readonly artifacts: ArtifactStorage,
    private readonly board: Pick<AttemptBoard, 'put'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly host: Pick<TasksModuleOptions, 'observer' | 'rolesOf'> = {},
    private readonly random: () => number = Math.random,
  ) {}

  /** Runs the attempt a ticket stands for; a stale ticket is dropped. Settles when the outcome is recorded. */
  run(ticket: Ticket): Promise<void> {
    const run = this.#run(ticket).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
    return run;
  }

  /** Resolves when what is under way now has ended, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#runs);
  }

  /** The attempts under way in this process. */
  running(): readonly StartedAttempt[] {
    return [...this.#running.values()].map(({ held }) => held);
  }

  /** Ends attempts that no longer hold their task. */
  giveUp(taskIds: readonly string[]): void {
    for (const taskId of taskIds) {
      this.#running.get(taskId)?.end({ kind: 'given up' });
    }
  }

  /** Ends every attempt because the process shuts down, and one that begins after all as soon as it has begun. */
  interruptAll(): void {
    this.#isStopping = true;
    for (const attempt of this.#running.values()) {
      attempt.end({ kind: 'interrupted' });
    }
  }

  async #run(ticket: Ticket): Promise<void> {
    const started = await this.store.start(ticket);
    if (started !== null) {
      await this.#perform(started);
    }
  }

  async #perform(started: StartedAttempt): Promise<void> {
    const { type } = started.head;
    const registered = this.registry.find(type);
    const startedMs = this.clock.nowMs();
    const dueMs = started.dueMs ?? createdAtMs(started.taskId);
    const waitedMs = started.number === 1 ? Math.max(0, startedMs - dueMs) : null;
    this.host.observer?.attemptStarted({ type, waitedMs });
    this.logger.debug({ ...this.#logged(started), waitedMs }, 'attempt started');
    const abort = new AbortController();
    const artifact = new AttemptArtifact(this.artifacts, started);
    let summary: string | null = null;

    const ended = Promise.withResolvers<Outcome>();
    const end = (outcome: Outcome): void => {
      ended.resolve(outcome);
      abort.abort(reasonOf(outcome));
    };
    const reporter = new AttemptReporter(this.store, started, this.clock, () => end({ kind: 'given up' }));
    const { timeoutMs } = started.head;
    const expire = (): void => {
      const message = `The attempt took longer than ${timeoutMs} ms`;
      end({ kind: 'threw', thrown: new AttemptError('TIMEOUT', message, true) });
    };
    const deadline = setTimeout(expire, Math.min(timeoutMs, MAX_TIMER_MS));
    this.#running.set(started.taskId, { held: started, end });
    const takeOff = this.board.put(started, timeoutMs);

    const context: TaskContext = {
      taskId: started.taskId,
      attempt: started.number,
      createdBy: started.head.createdBy,
      locale: started.head.locale,
      signal: abort.signal,
      progress: (percent, text) => reporter.progress(percent, text),
      log: (line) => reporter.log(line),
      summary: (line) => {
        summary = truncate(textOf(line), MAX_GIST_LENGTH);
      },
      artifact: (name, contentType) => artifact.open(name, contentType),
    };
    if (this.#isStopping) {
      end({ kind: 'interrupted' }); // its ticket is used up, so it has to be given back
    } else {
      const onStrayError = (thrown: unknown): void => {
        this.logger.warn({ ...this.#logged(started), reason: messageOf(thrown) }, 'error that nobody awaited');
        end({ kind: 'threw', thrown });
      };
      void withStrayErrors(onStrayError, () => callHandler(registered, started, context, this.host.rolesOf)).then(
        ended.resolve,
      );
    }

    try {
      const outcome = await ended.promise;
      clearTimeout(deadline);
      const ending = await this.#record(started, registered, outcome, { reporter, artifact, summary: () => summary });
      const tookMs = this.clock.nowMs() - startedMs;
      this.host.observer?.attemptEnded({ type, outcome: ending, tookMs });
      this.logger.debug({ ...this.#logged(started), outcome: ending, tookMs }, 'attempt ended');
    } finally {
      clearTimeout(deadline);
      takeOff();
      if (this.#running.get(started.taskId)?.held === started) {
        this.#running.delete(started.taskId);
      }
    }
  }

  /** What every line about an attempt says: not its params, its title or its results. A stray error is said besides. */
  #logged({ taskId, number, head }: StartedAttempt): object {
    return { taskId, type: head.type, attempt: number, requestId: head.requestId };
  }

  async #record(
    started: StartedAttempt,
    registered: RegisteredHandler | undefined,
    outcome: Outcome,
    kept: { reporter: AttemptReporter; artifact: AttemptArtifact; summary: () => string | null },
  ): Promise<Ending> {
    switch (outcome.kind) {
      case 'returned': {
        try {
          const result = serialize(outcome.value);
          const file = await kept.artifact.finish();
          await kept.reporter.close();
          const summary = kept.summary() ?? gistOf(outcome.value, result);
          if (!(await this.store.complete(started, result, summary, file))) {
            await kept.artifact.discard();
            return 'given up';
          }
          return 'completed';
        } catch (error) {
          return this.#recordFailure(started, registered, error, kept);
        }
      }
      case 'threw':
        return this.#recordFailure(started, registered, outcome.thrown, kept);
      case 'interrupted':
        await kept.reporter.close();
        await kept.artifact.discard();
        await this.store.interrupt(started);
        return 'interrupted';
      case 'given up':
        kept.reporter.abandon();
        await kept.artifact.discard();
        return 'given up';
    }
  }

  async #recordFailure(
    started: StartedAttempt,
    registered: RegisteredHandler | undefined,
    thrown: unknown,
    kept: { reporter: AttemptReporter; artifact: AttemptArtifact },
  ): Promise<Ending> {
    await kept.reporter.close();
    await kept.artifact.discard();
    const { failure, canRetry } = failureOf(thrown, started.number);
    if (isInternal(thrown)) {
      this.logger.error({ ...this.#logged(started), err: thrown }, 'attempt failed for Redis');
    }
    if (registered && canRetry && started.retryCount < started.maxRetries) {
      const delayMs = backoffDelayMs(registered.backoff, started.retryCount, this.random());
      return (await this.store.retry(started, failure, delayMs)) ? 'retrying' : 'given up';
    }
    return (await this.store.fail(started, failure)) ? 'failed' : 'given up';
  }
}

async function callHandler(
  registered: RegisteredHandler | undefined,
  started: StartedAttempt,
  context: TaskContext,
  rolesOf: TasksModuleOptions['rolesOf'],
): Promise<Outcome> {
  try {
    if (!registered) {
      throw new AttemptError('UNKNOWN_TASK_TYPE', `No handler is registered for "${started.head.type}"`, false);
    }
    const params = storedParams(registered, started.params);
    const { createdBy } = context;
    // Less than a role is nothing to ask for: a user's own tasks are theirs.
    const roles = rolesOf && isAdmin(createdBy) ? await rolesOf(createdBy) : createdBy.roles;
    const value = await registered.handler.run(params, { ...context, createdBy: { ...createdBy, roles } });
    return { kind: 'returned', value };
  } catch (thrown) {
    return { kind: 'threw', thrown };
  }
}

/** The params as the handler's class; they were valid when the task was created, the class may have changed since. */
function storedParams(registered: RegisteredHandler, json: string): object {
  try {
    return validateParams(registered.params, JSON.parse(json));
  } catch (error) {
    throw new AttemptError('PARAMS_INVALID', `The params no longer fit the handler: ${String(error)}`, false);
  }
}

function serialize(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    throw new AttemptError('RESULT_INVALID', `The result is not JSON: ${messageOf(error)}`, false);
  }
  const result = json ?? 'null';
  const sizeBytes = Buffer.byteLength(result);
  if (sizeBytes > MAX_RESULT_BYTES) {
    const message = `The result has ${sizeBytes} bytes, more than ${MAX_RESULT_BYTES}: write it with context.artifact()`;
    throw new AttemptError('RESULT_TOO_LARGE', message, false);
  }
  return result;
}

/** The line a person reads where the handler gave none. */
function gistOf(value: unknown, json: string): string | null {
  if (json === 'null') {
    return null;
  }
  return truncate(typeof value === 'string' ? value : json, MAX_GIST_LENGTH);
}

function reasonOf(outcome: Outcome): unknown {
  switch (outcome.kind) {
    case 'threw':
      return outcome.thrown;
    case 'interrupted':
      return new Error('The worker is shutting down');
    case 'given up':
      return new Error('The attempt was given up');
    case 'returned':
      return undefined;
  }
}
