import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';
import type { LocalizedText, Permission, TaskPriority, TaskUnique, TypeLimit } from '@task-queue/contracts';
import type { BackoffOptions } from '../domain/backoff.js';
import type { TaskContext } from './task-context.js';

/** What a handler says of itself. */
export interface TaskHandlerOptions<Params extends object> {
  /** The name tasks are created by, for ever: lower-case words joined by dots, e.g. `reports.monthly`. */
  readonly type: string;
  readonly title: LocalizedText;
  readonly description?: LocalizedText;
  /** The class the params are validated by (class-validator) and given to `run` as. */
  readonly params: new () => Params;
  /** How long one attempt may take, in milliseconds, at most 2147483647. @default 300000 */
  readonly timeoutMs?: number;
  /** Automatic retries after a failure, 0 to 20. @default 3 */
  readonly maxRetries?: number;
  /** The lane where the request names none. @default 'normal' */
  readonly priority?: TaskPriority;
  /** Its times are at most 2147483647 ms. */
  readonly backoff?: Partial<BackoffOptions>;
  /** Whether its tasks delete others, so that they may be created while the storage is full. @default false */
  readonly makesRoom?: boolean;
  /** Whether a person can stop its tasks while they run: `context.signal` then aborts with a `TaskStoppedError`. @default true */
  readonly stoppable?: boolean;
  /** How long a handler may take to end once it was told to stop, in milliseconds, 1,000 to 600,000. @default 30000 */
  readonly stopGraceMs?: number;
  /** How many of its tasks run at once, or begin in a time, over all workers; operators may set others. @default none */
  readonly limits?: readonly TypeLimit[];
  /** Whether a task is not created while there is one like it, where the request does not say itself. @default any number at a time */
  readonly unique?: TaskUnique;
  /** Whether the program itself creates its tasks, and nobody is offered to. @default false */
  readonly isInternal?: boolean;
  /** What somebody has to be allowed, besides `tasks:create`, to create its tasks, and to download what they made. @default nothing */
  readonly permission?: Permission;
}

/** The shape of a class that {@link TaskHandler} decorates. */
export interface TaskRun<Params extends object> {
  /**
   * Does the work. It may run more than once for one task (a retry, a worker that died): make it repeatable.
   *
   * @returns the result, as JSON of at most 1 MiB; larger things belong in an artifact
   * @throws anything for a retry, `UnrecoverableTaskError` to fail at once
   */
  run(params: Params, context: TaskContext): unknown;
}

/** Where {@link TaskHandler} leaves its options. */
export const TASK_HANDLER_METADATA = Symbol('task-handler');

/**
 * Makes a class the handler of one type of task. The class is a Nest provider (inject what you need), listed in
 * `TasksModule.forFeature([…])`. A `run` that does not take the params class is a compile error.
 *
 * @example
 * ```ts
 * class GreetParams { @IsString() name = 'world'; }
 *
 * @TaskHandler({ type: 'greet', title: { zh: '问候', en: 'Greet' }, params: GreetParams })
 * export class GreetTask {
 *   run({ name }: GreetParams) { return `Hello ${name}`; }
 * }
 * ```
 */
export function TaskHandler<Params extends object>(
  options: TaskHandlerOptions<Params>,
): <Handler extends new (...dependencies: never[]) => TaskRun<Params>>(target: Handler) => void {
  return applyDecorators(Injectable(), SetMetadata(TASK_HANDLER_METADATA, options));
}
