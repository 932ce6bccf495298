import { Injectable, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import {
  MAX_RETRIES,
  MAX_TYPE_LENGTH,
  type Permission,
  type ScheduleDraft,
  type TaskUnique,
} from '@task-queue/contracts';
import { ValidationError, type FieldProblem } from '@task-queue/problems';
import { DEFAULT_BACKOFF, type BackoffOptions } from '../domain/backoff.js';
import { DEFAULT_STOP_GRACE_MS, MAX_STOP_GRACE_MS, MAX_TIMER_MS, MIN_STOP_GRACE_MS } from '../domain/limits.js';
import { wrongOfUnique } from '../once/once.dto.js';
import { keptLimits, wrongOfLimits } from '../waiting/type-limits.dto.js';
import { declaredDraft, wrongOfDeclared } from '../schedules/declared/declared-draft.js';
import { schedulesOf } from '../schedules/declared/task-schedule.js';
import { SecretParams } from '../secrets/secret-params.js';
import { secretPathsOf, wrongOfSecrets } from '../secrets/secret-paths.js';
import { TASK_HANDLER_METADATA, type TaskHandlerOptions, type TaskRun } from './task-handler.js';

/** A handler that is ready to run, with every default filled in. */
export interface RegisteredHandler extends Required<Omit<TaskHandlerOptions<object>, 'unique' | 'permission'>> {
  readonly permission: Permission | null;
  readonly unique: TaskUnique | null;
  readonly backoff: BackoffOptions;
  /** Those that its class declares. */
  readonly schedules: readonly ScheduleDraft[];
  readonly handler: TaskRun<object>;
}

/** The handlers among the application's providers, found when it has bootstrapped. */
@Injectable()
export class TaskRegistry implements OnApplicationBootstrap {
  readonly #handlers = new Map<string, RegisteredHandler>();
  readonly #scheduleNames = new Set<string>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly secrets: SecretParams,
  ) {}

  /** @throws Error naming the class: two handlers for one type, or a type that is no name, a number out of its bounds */
  onApplicationBootstrap(): void {
    for (const { metatype, instance } of this.discovery.getProviders()) {
      const options = metatype && (Reflect.getMetadata(TASK_HANDLER_METADATA, metatype) as TaskHandlerOptions<object>);
      if (options && instance) {
        this.#register(metatype, options, instance as TaskRun<object>);
      }
    }
  }

  /** @throws Error naming a class that `@TaskHandler` does not decorate */
  static requireHandler(handler: Type): void {
    if (Reflect.getMetadata(TASK_HANDLER_METADATA, handler) === undefined) {
      throw new Error(`${handler.name} is no task handler: decorate it with @TaskHandler`);
    }
  }

  /** The handler of a type, if there is one. */
  find(type: string): RegisteredHandler | undefined {
    return this.#handlers.get(type);
  }

  /** The handler of a type that somebody asked for. @throws ValidationError UNKNOWN_TASK_TYPE */
  require(type: string): RegisteredHandler {
    const registered = this.find(type);
    if (registered === undefined) {
      const message = { zh: '没有这种任务类型', en: 'is no registered task type' };
      throw new ValidationError([{ field: 'type', message }], 'UNKNOWN_TASK_TYPE');
    }
    return registered;
  }

  /** Every handler, sorted by type. */
  all(): readonly RegisteredHandler[] {
    return [...this.#handlers.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
  }

  #register(
    handlerClass: { readonly name: string },
    options: TaskHandlerOptions<object>,
    handler: TaskRun<object>,
  ): void {
    const className = handlerClass.name;
    const { type } = options;
    if (!/^[a-z][a-zA-Z0-9-]*(\.[a-z][a-zA-Z0-9-]*)*$/.test(type) || type.length > MAX_TYPE_LENGTH) {
      throw new Error(`${className}: "${type}" is no task type; write words joined by dots, like "reports.monthly"`);
    }
    const earlier = this.#handlers.get(type);
    if (earlier) {
      throw new Error(`${className} and ${earlier.handler.constructor.name} both handle tasks of type "${type}"`);
    }
    const limits = options.limits ?? [];
    requireNothingWrong(className, wrongOfLimits(limits));
    const registered: RegisteredHandler = {
      type,
      title: options.title,
      description: options.description ?? { zh: '', en: '' },
      params: options.params,
      timeoutMs: options.timeoutMs ?? 300_000,
      maxRetries: options.maxRetries ?? 3,
      priority: options.priority ?? 'normal',
      makesRoom: options.makesRoom ?? false,
      stoppable: options.stoppable ?? true,
      stopGraceMs: options.stopGraceMs ?? DEFAULT_STOP_GRACE_MS,
      limits: keptLimits(limits),
      unique: options.unique ?? null,
      isInternal: options.isInternal ?? false,
      permission: options.permission ?? null,
      backoff: { ...DEFAULT_BACKOFF, ...options.backoff },
      schedules: schedulesOf(handlerClass).map((schedule) => declaredDraft(type, schedule)),
      handler,
    };
    requireBounds(className, registered);
    requireNothingWrong(className, [
      ...wrongOfSecrets(registered.params, registered.limits),
      ...(registered.unique === null ? [] : wrongOfUnique(registered.unique)),
      ...registered.schedules.flatMap((schedule) => wrongOfDeclared(schedule, registered.params)),
    ]);
    this.#requireKey(className, registered);
    this.#requireNewNames(className, registered.schedules);
    this.#handlers.set(type, registered);
  }

  #requireKey(className: string, { params }: RegisteredHandler): void {
    const [path] = secretPathsOf(params);
    if (path !== undefined && !this.secrets.canSeal) {
      const wanted =
        'there is no key to keep it with: the option secrets of TasksModule has none (our server: SECRETS_KEYS)';
      throw new Error(`${className}: its param ${path.join('.')} is secret, and ${wanted}`);
    }
  }

  #requireNewNames(className: string, schedules: readonly ScheduleDraft[]): void {
    for (const { name } of schedules) {
      if (this.#scheduleNames.has(name)) {
        throw new Error(`${className}: there are two schedules "${name}"; their names are what they are known by`);
      }
      this.#scheduleNames.add(name);
    }
  }
}

/** A timer set for too long would go off at once, and what is no number would stop the scripts. */
function requireBounds(className: string, { timeoutMs, maxRetries, backoff, stopGraceMs }: RegisteredHandler): void {
  const bounds: readonly [name: string, value: number, least: number, most: number, isWhole: boolean][] = [
    ['timeoutMs', timeoutMs, 1, MAX_TIMER_MS, true],
    ['maxRetries', maxRetries, 0, MAX_RETRIES, true],
    ['stopGraceMs', stopGraceMs, MIN_STOP_GRACE_MS, MAX_STOP_GRACE_MS, true],
    ['backoff.delayMs', backoff.delayMs, 0, MAX_TIMER_MS, false],
    ['backoff.maxDelayMs', backoff.maxDelayMs, 0, MAX_TIMER_MS, false],
    ['backoff.jitter', backoff.jitter, 0, 1, false],
  ];
  for (const [name, value, least, most, isWhole] of bounds) {
    if (!(value >= least && value <= most) || (isWhole && !Number.isInteger(value))) {
      throw new Error(
        `${className}: ${name} is ${value}, not a${isWhole ? ' whole' : ''} number from ${least} to ${most}`,
      );
    }
  }
}

function requireNothingWrong(className: string, wrong: readonly FieldProblem[]): void {
  if (wrong.length > 0) {
    throw new Error(`${className}: ${wrong.map(({ field, message }) => `${field} ${message.en}`).join('; ')}`);
  }
}
