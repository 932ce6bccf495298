import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  TASK_PRIORITIES,
  type ChangeLaneRequest,
  type LaneState,
  type LaneStates,
  type PeopleOfLanes,
  type TaskCreator,
  type PauseRequest,
  type Permission,
  type TaskPriority,
  type TypeLimit,
  type TypeState,
  type TypeStates,
} from '@task-queue/contracts';
import { instantMs, ProblemError, ValidationError } from '@task-queue/problems';
import { Deeds, type ControlAction } from '../deeds/deeds.js';
import type { TaskIdentity } from '../domain/identity.js';
import { reasonOf } from '../domain/reason.js';
import { requirePermission } from '../domain/visibility.js';
import { paramsSchemaOf } from '../handlers/params-schema.js';
import { TaskRegistry, type RegisteredHandler } from '../handlers/task-registry.js';
import { WorkerRoster } from '../worker/worker-roster.js';
import { ControlStore, type Control, type Pausable } from './control-store.js';

/** When what Redis did not take is said again, in milliseconds. */
const AGAIN_MS = 5_000;

/** What operators do to lanes and types, and who sees them. */
@Injectable()
export class ControlService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(ControlService.name);
  #again: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: ControlStore,
    private readonly registry: TaskRegistry,
    private readonly roster: WorkerRoster,
    private readonly deeds: Deeds,
  ) {}

  /** Says what the handlers declare, and that there are no slots before the first worker came; again while Redis takes no word. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.roster.begin();
      await this.store.declareLimits(this.registry.all());
    } catch (error) {
      this.#logger.warn({ err: error }, 'The limits that handlers declare are not known yet');
      this.#again = setTimeout(() => void this.onApplicationBootstrap(), AGAIN_MS).unref();
    }
  }

  onModuleDestroy(): void {
    clearTimeout(this.#again);
  }

  /** @throws ProblemError FORBIDDEN */
  async lanes(identity: TaskIdentity): Promise<LaneStates> {
    requirePermission(identity, 'lanes:read');
    return { items: await this.store.lanes() };
  }

  /** @throws ProblemError FORBIDDEN */
  async people(identity: TaskIdentity): Promise<PeopleOfLanes> {
    requirePermission(identity, 'lanes:read');
    return { items: await this.store.people() };
  }

  /** @throws ProblemError FORBIDDEN, NOT_FOUND; ValidationError */
  async pauseLane(identity: TaskIdentity, lane: string, request: PauseRequest): Promise<LaneState> {
    const name = requireLane(identity, lane);
    return this.#ofLane(identity, 'pause', name, () => this.#pause(identity, `lane:${name}`, request));
  }

  /** @throws ProblemError FORBIDDEN, NOT_FOUND */
  async resumeLane(identity: TaskIdentity, lane: string): Promise<LaneState> {
    const name = requireLane(identity, lane);
    return this.#ofLane(identity, 'resume', name, () => this.store.resume(`lane:${name}`, personOf(identity)));
  }

  /** @throws ProblemError FORBIDDEN, NOT_FOUND */
  async changeLane(identity: TaskIdentity, lane: string, { slotsPerWorker }: ChangeLaneRequest): Promise<LaneState> {
    const name = requireLane(identity, lane);
    return this.#ofLane(identity, 'set-slots', name, () =>
      this.store.setSlots(name, slotsPerWorker, personOf(identity)),
    );
  }

  /** @throws ProblemError FORBIDDEN */
  async types(identity: TaskIdentity): Promise<TypeStates> {
    requirePermission(identity, 'lanes:read');
    const control = await this.store.read();
    return { items: this.registry.all().map((handler) => stateOf(handler, control)) };
  }

  /** @throws ProblemError FORBIDDEN, NOT_FOUND; ValidationError */
  async pauseType(identity: TaskIdentity, type: string, request: PauseRequest): Promise<TypeState> {
    this.#requireType(identity, type);
    return this.#ofType(identity, 'pause', type, () => this.#pause(identity, `type:${type}`, request));
  }

  /** @throws ProblemError FORBIDDEN, NOT_FOUND */
  async resumeType(identity: TaskIdentity, type: string): Promise<TypeState> {
    this.#requireType(identity, type);
    return this.#ofType(identity, 'resume', type, () => this.store.resume(`type:${type}`, personOf(identity)));
  }

  /** @throws ProblemError FORBIDDEN, NOT_FOUND */
  async limits(identity: TaskIdentity, type: string): Promise<readonly TypeLimit[]> {
    this.#requireType(identity, type, 'lanes:read');
    return (await this.store.read()).limitsOf(type);
  }

  /** @param limits - `null` for those that the handler declares @throws ProblemError FORBIDDEN, NOT_FOUND; ValidationError */
  async setLimits(
    identity: TaskIdentity,
    type: string,
    limits: readonly TypeLimit[] | null,
  ): Promise<readonly TypeLimit[]> {
    this.#requireType(identity, type);
    this.#requireParams(type, limits ?? []);
    const state = await this.#ofType(identity, 'set-limits', type, () =>
      this.store.setLimits(type, limits, personOf(identity)),
    );
    return state.limits;
  }

  async #pause(identity: TaskIdentity, what: Pausable, { reason, until }: PauseRequest): Promise<void> {
    const why = reasonOf(reason);
    const ends = instantMs(until ?? '');
    if (ends !== null && ends <= this.store.nowMs()) {
      throw new ValidationError([{ field: 'until', message: { zh: '必须是将来的时间', en: 'must be in the future' } }]);
    }
    await this.store.pause(what, {
      by: personOf(identity),
      ...(why === null ? {} : { reason: why }),
      ...(ends === null ? {} : { ends }),
    });
  }

  async #ofLane(
    identity: TaskIdentity,
    action: ControlAction,
    lane: TaskPriority,
    act: () => Promise<void>,
  ): Promise<LaneState> {
    await this.deeds.do({ identity, action, type: null, taskId: null, lane }, act);
    return this.store.lane(lane);
  }

  async #ofType(
    identity: TaskIdentity,
    action: ControlAction,
    type: string,
    act: () => Promise<void>,
  ): Promise<TypeState> {
    await this.deeds.do({ identity, action, type, taskId: null }, act);
    return stateOf(this.registry.find(type)!, await this.store.read());
  }

  /** A param that the type does not have would count all its tasks as one; so would one whose values are not told. */
  #requireParams(type: string, limits: readonly TypeLimit[]): void {
    const { properties = {} } = paramsSchemaOf(this.registry.find(type)!.params) as {
      properties?: Readonly<Record<string, { readonly writeOnly?: boolean }>>;
    };
    const problems = limits.flatMap(({ key }, i) => {
      const name = /^param:(.*)$/.exec(key)?.[1];
      if (name === undefined) {
        return [];
      }
      const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const message =
        schema === undefined
          ? { zh: '此类任务没有这个参数', en: 'is no param of this type' }
          : { zh: '是密文参数，不能作为限制的键', en: 'is a secret param, and cannot be the key of a limit' };
      return schema === undefined || schema.writeOnly === true ? [{ field: `limits.${i}.key`, message }] : [];
    });
    if (problems.length > 0) {
      throw new ValidationError(problems);
    }
  }

  #requireType(identity: TaskIdentity, type: string, permission: Permission = 'lanes:control'): void {
    requirePermission(identity, permission);
    if (this.registry.find(type) === undefined) {
      throw new ProblemError('NOT_FOUND');
    }
  }
}

function personOf({ id, username }: TaskIdentity): TaskCreator {
  return { id, username };
}

function requireLane(identity: TaskIdentity, lane: string): TaskPriority {
  requirePermission(identity, 'lanes:control');
  const known = TASK_PRIORITIES.find((name) => name === lane);
  if (known === undefined) {
    throw new ProblemError('NOT_FOUND');
  }
  return known;
}

function stateOf({ type, limits, unique }: RegisteredHandler, control: Control): TypeState {
  const pause = control.pauseOf(`type:${type}`);
  return {
    type,
    paused: pause !== null,
    pause,
    limits: control.limitsOf(type),
    limitsFrom: control.hasSetLimits(type) ? 'operator' : 'handler',
    declaredLimits: limits,
    unique,
  };
}
