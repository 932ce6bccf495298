import type { Logger } from '@nestjs/common';
import type { ArtifactStorage } from '../artifacts/artifact-storage.js';
import { backoffDelayMs } from '../domain/backoff.js';
import type { Clock } from '../domain/clock.js';
import { messageOf, textOf } from '../domain/error-text.js';
import { failureOf, isInternal } from '../domain/failure.js';
import { MAX_TIMER_MS } from '../domain/limits.js';
import type { AttemptEnding } from '../domain/attempt-ending.js';
import type { TracedAttempt, TracedEnding } from '../domain/task-tracing.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { TaskStoppedError, TaskTimeoutError } from '../handlers/abort-reasons.js';
import type { TaskContext } from '../handlers/task-context.js';
import type { RegisteredHandler, TaskRegistry } from '../handlers/task-registry.js';
import type { SecretParams } from '../secrets/secret-params.js';
import type { TextMask } from '../secrets/text-mask.js';
import type { AttemptStore, StartedAttempt } from './attempt-store.js';
import { createdAtMs, type StoredStop } from '../record/codec.js';
import { AttemptArtifact } from './attempt-artifact.js';
import { abortReasonOf, type Outcome } from './attempt-outcome.js';
import { AttemptParams } from './attempt-params.js';
import { AttemptReporter } from './attempt-reporter.js';
import { gistLine, gistOf, serializeResult } from './attempt-result.js';
import type { AttemptBoard } from './blocked-loop/attempt-board.js';
import { callHandler } from './call-handler.js';
import type { HostCallbacks } from './host-callbacks.js';
import { withStrayErrors } from './stray-errors.js';

/** What the attempts of a worker share. */
export interface AttemptSurroundings {
  readonly store: AttemptStore;
  readonly registry: Pick<TaskRegistry, 'find'>;
  readonly artifacts: ArtifactStorage;
  readonly board: Pick<AttemptBoard, 'put'>;
  readonly host: HostCallbacks;
  readonly secrets: Pick<SecretParams, 'open'>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'debug' | 'warn' | 'error'>;
  /** For what may go wrong at every attempt. */
  readonly log: Pick<ThrottledLog, 'warn'>;
  /** For the jitter of backoffs, from 0 to 1. */
  readonly random: () => number;
}

/**
 * One attempt at a task, from the answer that began it to the word that records it, in three stages: start, perform,
 * record. Every way it can end is data until it is recorded; the first one counts.
 */
export class Attempt {
  /** By Redis' clock. */
  readonly begunAtMs: number;
  readonly #registered: RegisteredHandler | undefined;
  readonly #abort = new AbortController();
  readonly #outcome = Promise.withResolvers<Outcome>();
  readonly #params: AttemptParams;
  readonly #artifact: AttemptArtifact;
  readonly #reporter: AttemptReporter;
  /** Resolves when the handler has ended, whatever became of the attempt; never rejects. */
  #handler: Promise<unknown> = Promise.resolve();
  /** Whether that is still to come. */
  #isAtWork = false;
  #stopped: TaskStoppedError | undefined;
  #grace: NodeJS.Timeout | undefined;
  #hasEnded = false;
  #isGivenUp = false;
  #summary: string | null = null;

  /** @param held - what the store says of it */
  constructor(
    readonly held: StartedAttempt,
    private readonly around: AttemptSurroundings,
  ) {
    this.begunAtMs = around.clock.nowMs();
    this.#registered = around.registry.find(held.head.type);
    this.#params = new AttemptParams(held, this.#registered, around.secrets);
    this.#artifact = new AttemptArtifact(around.artifacts, held);
    this.#reporter = new AttemptReporter(around.store, held, around.clock, () => void this.#lose());
  }

  /** Takes it through its stages. Settles when its outcome is recorded. */
  async run(): Promise<void> {
    const begunAtMs = performance.now();
    const takeOff = this.around.board.put(this.held, this.held.head.timeoutMs);
    try {
      const waitedMs = this.#waitedMs();
      this.#tellStart(this.held.number === 1 ? waitedMs : null);
      const { outcome } = await this.around.host.inTrace(this.#traced(waitedMs), async () =>
        this.#record(await this.#perform()),
      );
      this.#isGivenUp = outcome === 'given up';
      this.#tellEnd(outcome, Math.round(performance.now() - begunAtMs));
    } finally {
      takeOff();
    }
  }

  /** Asks the handler to end, and ends the attempt when its grace is over. What the handler returns counts until then. */
  async stop(stop: StoredStop): Promise<void> {
    if (this.#stopped) {
      return;
    }
    this.#stopped = stoppedBy(stop);
    if (!(await this.around.store.acknowledgeStop(this.held))) {
      this.giveUp(stop);
      return;
    }
    this.#abortFor(this.#stopped);
    if (!this.#hasEnded) {
      const graceMs = Math.max(0, stop.forceAt - this.around.clock.nowMs());
      this.#grace = setTimeout(() => this.#settle({ kind: 'abandoned' }), graceMs);
    }
  }

  /** It no longer holds its task. @param stop - of one that was ended by force: it keeps its slot until its handler has ended */
  giveUp(stop: StoredStop | undefined): void {
    if (stop) {
      this.#stopped ??= stoppedBy(stop);
      this.#abortFor(this.#stopped);
    }
    this.end({ kind: 'given up' });
  }

  /** Resolves when nothing of it is left in this process: a handler that did not stop in time may be at work for long. */
  async left(): Promise<void> {
    if (this.#stopped || (this.#isGivenUp && (await this.#forcedStop()))) {
      await this.#handler;
      await this.around.store.handlerEnded(this.held);
    }
  }

  /** Ends it now, whatever its handler does. One that has not been performed yet is not performed any more. */
  end(outcome: Outcome): void {
    this.#settle(outcome);
    this.#abortFor(abortReasonOf(outcome));
  }

  /** A report of it was refused: perhaps before the worker hears that it was ended by force. */
  async #lose(): Promise<void> {
    this.giveUp(await this.#forcedStop().catch(() => undefined));
  }

  /** The stop by which it was ended by force. */
  async #forcedStop(): Promise<StoredStop | undefined> {
    const { lost } = await this.around.store.renew([this.held]);
    return lost[0]?.stop;
  }

  /** Ends it though its handler may go on: one that was told to stop is abandoned then. */
  #breakOff(thrown: unknown): void {
    if (this.#stopped && this.#isAtWork) {
      this.#settle({ kind: 'abandoned' });
      this.#abortFor(this.#stopped);
    } else {
      this.end({ kind: 'threw', thrown });
    }
  }

  /** What a listener of the signal throws is its handler's error, whoever ends the attempt. */
  #abortFor(reason: unknown): void {
    this.#withStrayErrors(() => this.#abort.abort(reason));
  }

  /** From when it might have begun; `null` of one that was given back, or asked for by hand: from when is not kept. */
  #waitedMs(): number | null {
    const { dueMs, number, taskId } = this.held;
    const fromMs = dueMs ?? (number === 1 ? createdAtMs(taskId) : null);
    return fromMs === null ? null : Math.max(0, this.around.clock.nowMs() - fromMs);
  }

  #traced(waitedMs: number | null): TracedAttempt {
    const { taskId, number, head } = this.held;
    return { taskId, type: head.type, number, traceparent: head.traceparent, tracestate: head.tracestate, waitedMs };
  }

  /** @param waitedMs - before the first attempt */
  #tellStart(waitedMs: number | null): void {
    const { type } = this.held.head;
    this.around.host.attemptStarted({ type, waitedMs });
    this.around.logger.debug({ ...this.#logged(), waitedMs }, 'attempt started');
  }

  #tellEnd(outcome: AttemptEnding, tookMs: number): void {
    this.around.host.attemptEnded({ type: this.held.head.type, outcome, tookMs });
    this.around.logger.debug({ ...this.#logged(), outcome, tookMs }, 'attempt ended');
  }

  /** Lets the handler work until it, its deadline or somebody else ends the attempt. */
  async #perform(): Promise<Outcome> {
    const { timeoutMs } = this.held.head;
    const deadline = setTimeout(
      () => this.#breakOff(new TaskTimeoutError(timeoutMs)),
      Math.min(timeoutMs, MAX_TIMER_MS),
    );
    if (!this.#hasEnded) {
      this.#isAtWork = true;
      const called = this.#withStrayErrors(() =>
        callHandler(this.#registered, this.held, this.#params, this.#context(), this.around.host),
      );
      this.#handler = called;
      void called.then((outcome) => {
        this.#isAtWork = false;
        this.#settle(outcome);
      });
    }
    try {
      return await this.#outcome.promise;
    } finally {
      clearTimeout(deadline);
      clearTimeout(this.#grace);
    }
  }

  async #record(outcome: Outcome): Promise<TracedEnding> {
    switch (outcome.kind) {
      case 'returned':
        try {
          return await this.#complete(outcome.value);
        } catch (error) {
          return this.#fail(error);
        }
      case 'threw':
        return this.#fail(outcome.thrown);
      case 'interrupted':
        await this.#reporter.close();
        await this.#discardArtifact();
        await this.around.store.interrupt(this.held);
        return { outcome: 'interrupted' };
      case 'abandoned':
        await this.#reporter.close();
        await this.#discardArtifact();
        return { outcome: (await this.around.store.abandon(this.held)) ? 'abandoned' : 'given up' };
      case 'given up':
        this.#reporter.abandon();
        await this.#discardArtifact();
        return { outcome: 'given up' };
    }
  }

  async #complete(value: unknown): Promise<TracedEnding> {
    const result = serializeResult(value, this.#mask);
    const file = await this.#artifact.finish();
    await this.#reporter.close();
    const summary = this.#summary ?? gistOf(value, result, this.#mask);
    if (!(await this.around.store.complete(this.held, result, summary, file))) {
      await this.#discardArtifact();
      return { outcome: 'given up' };
    }
    return { outcome: 'completed' };
  }

  async #fail(thrown: unknown): Promise<TracedEnding> {
    await this.#reporter.close();
    await this.#discardArtifact();
    const { store, random, logger } = this.around;
    const { failure, canRetry } = failureOf(thrown, this.held.number, (text) => this.#mask.text(text));
    if (this.#stopped) {
      const own = isAbort(thrown, this.#stopped) ? null : failure;
      return { outcome: (await store.stopped(this.held, own)) ? 'stopped' : 'given up' };
    }
    if (isInternal(thrown)) {
      logger.error({ ...this.#logged(), err: thrown }, 'attempt failed for Redis');
    }
    const { retryCount, maxRetries } = this.held;
    if (this.#registered && canRetry && retryCount < maxRetries) {
      const delayMs = backoffDelayMs(this.#registered.backoff, retryCount, random());
      return (await store.retry(this.held, failure, delayMs))
        ? { outcome: 'retrying', failure }
        : { outcome: 'given up' };
    }
    return (await store.fail(this.held, failure)) ? { outcome: 'failed', failure } : { outcome: 'given up' };
  }

  /** A file that cannot be thrown away takes room, and keeps no outcome from its record. */
  async #discardArtifact(): Promise<void> {
    try {
      await this.#artifact.discard();
    } catch (error) {
      this.around.log.warn('Throwing away the file of an attempt', error);
    }
  }

  #settle(outcome: Outcome): void {
    this.#hasEnded = true;
    this.#outcome.resolve(outcome);
  }

  #withStrayErrors<Result>(run: () => Result): Result {
    return withStrayErrors((thrown) => {
      this.around.logger.warn(
        { ...this.#logged(), reason: this.#mask.text(messageOf(thrown)) },
        'error that nobody awaited',
      );
      this.#breakOff(thrown);
    }, run);
  }

  /** Hides the secrets of its params in what its handler says. */
  get #mask(): TextMask {
    return this.#params.mask;
  }

  #context(): TaskContext {
    return {
      taskId: this.held.taskId,
      attempt: this.held.number,
      createdBy: this.held.head.createdBy,
      locale: this.held.head.locale,
      signal: this.#abort.signal,
      progress: (percent, text) =>
        this.#reporter.progress(percent, text === undefined ? text : this.#mask.text(textOf(text))),
      log: (line) => this.#reporter.log(this.#mask.text(textOf(line))),
      summary: (line) => {
        this.#summary = gistLine(this.#mask.text(textOf(line)));
      },
      artifact: (name, contentType) => this.#artifact.open(this.#mask.text(name), this.#mask.contentType(contentType)),
    };
  }

  /** What every line about an attempt says: not its params, its title or its results. A stray error is said besides. */
  #logged(): object {
    const { taskId, number, head } = this.held;
    return { taskId, type: head.type, attempt: number, requestId: head.requestId };
  }
}

function stoppedBy({ by, reason }: StoredStop): TaskStoppedError {
  return new TaskStoppedError(by, reason ?? null);
}

/** Whether a handler threw what it was told, or what its calls that were aborted by it throw. */
function isAbort(thrown: unknown, told: TaskStoppedError): boolean {
  return thrown === told || (thrown instanceof Error && (thrown.name === 'AbortError' || thrown.cause === told));
}
