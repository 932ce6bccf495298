import { may, type SchedulePause, type TaskCreator, type UserRole } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import type { TaskRegistry } from '../handlers/task-registry.js';
import type { NewTask } from '../life/task-store.js';
import { newTaskOf } from '../new-task.js';
import { SecretsUnreadableError } from '../secrets/key-ring.js';
import type { SecretParams } from '../secrets/secret-params.js';
import { DEFAULT_MAX_WAITING, type TasksModuleOptions } from '../tasks-options.js';
import { CODE_OWNER } from './declared/code-owner.js';
import { planTicks } from './plan-ticks.js';
import { requestOf, type StoredSchedule } from './schedule-record.js';
import { ScheduleSecrets } from './schedule-secrets.js';
import type { ScheduleStore } from './schedule-store.js';

/** What no worker's code has had for so long is gone, in milliseconds: until then a deploy may be under way. */
export const CODE_GONE_MS = 600_000;

/** What a ticker needs. */
export interface TickerParts {
  readonly store: Pick<ScheduleStore, 'nowMs' | 'tick'>;
  readonly registry: Pick<TaskRegistry, 'find'>;
  readonly secrets: SecretParams;
  /** The roles somebody has now; left out where the host cannot tell. */
  readonly rolesOf?: ((person: TaskCreator) => Promise<readonly UserRole[]>) | undefined;
  readonly mostWaiting: number;
}

/** What a ticker of a deployment needs. */
export function tickerPartsOf(
  store: ScheduleStore,
  registry: TaskRegistry,
  secrets: SecretParams,
  { rolesOf, maxWaitingPerPerson }: TasksModuleOptions,
): TickerParts {
  return { store, registry, secrets, rolesOf, mostWaiting: maxWaitingPerPerson ?? DEFAULT_MAX_WAITING };
}

/** What came of looking at a schedule: `'left'` for others, or for later. */
export type TickResult = 'ok' | 'moved' | 'full' | 'left';

/** Why no task can be started. */
class CannotStart extends Error {
  constructor(readonly because: SchedulePause | 'later' | 'no key') {
    super(because);
  }
}

/** Works out what is to become of a schedule's ticks that are due, and has it done. Any process may: it happens once. */
export class ScheduleTicker {
  constructor(private readonly parts: TickerParts) {}

  /** @param rolesOf - of its owner, where several are looked at */
  async tick(schedule: StoredSchedule, rolesOf = (owner: TaskIdentity) => this.rolesNow(owner)): Promise<TickResult> {
    const { store, mostWaiting } = this.parts;
    const { id, definition, times, next, held } = schedule;
    const { missed, missedWithinMs, jitterMs } = definition;
    const nowMs = store.nowMs();
    const planned = (isPaused: boolean) =>
      planTicks({ id, times, next, missed, missedWithinMs, jitterMs, isPaused }, nowMs);
    const plan = planned(schedule.pausedBecause !== null);
    if (plan.runs.length === 0 && (held === null || schedule.pausedBecause !== null)) {
      return store.tick({ schedule, plan, task: null, pause: null }, mostWaiting);
    }
    try {
      const task = await this.#taskOf(schedule, rolesOf);
      return await store.tick({ schedule, plan, task, pause: null }, mostWaiting);
    } catch (error) {
      if (!(error instanceof CannotStart)) {
        throw error;
      }
      const { because } = error;
      const isForOthers = because === 'later' || because === 'no key';
      if (isForOthers && nowMs - (next ?? nowMs) < CODE_GONE_MS) {
        return 'left';
      }
      const pause = because === 'later' ? goneOf(schedule) : because === 'no key' ? 'INVALID_PARAMS' : because;
      return store.tick({ schedule, plan: planned(true), task: null, pause }, mostWaiting);
    }
  }

  /** What an owner may now; `null` where they are disabled or gone. */
  async rolesNow({ id, username, roles }: TaskIdentity): Promise<readonly UserRole[] | null> {
    if (this.parts.rolesOf === undefined || id === CODE_OWNER.id) {
      return roles;
    }
    const now = await this.parts.rolesOf({ id, username });
    return now.length === 0 && roles.length > 0 ? null : now; // a host may have people without roles
  }

  /** What a tick starts. @throws CannotStart */
  async #taskOf(
    { id, definition }: StoredSchedule,
    rolesOf: (owner: TaskIdentity) => Promise<readonly UserRole[] | null>,
  ): Promise<NewTask> {
    const { type, createdBy, locale } = definition;
    const registered = this.parts.registry.find(type);
    if (registered === undefined) {
      throw new CannotStart('later');
    }
    const roles = await rolesOf(createdBy);
    if (roles === null) {
      throw new CannotStart('OWNER_DISABLED');
    }
    const owner = { ...createdBy, roles };
    const { permission } = registered;
    if (!may(owner, 'tasks:create') || (permission !== null && !may(owner, permission))) {
      throw new CannotStart('OWNER_FORBIDDEN');
    }
    try {
      const opened = new ScheduleSecrets(this.parts.secrets, this.parts.registry).open(definition);
      const options = { locale, requestId: `schedule-${id}`, scheduleId: id, secretsGivenBy: opened.secretsGivenBy };
      return newTaskOf(registered, owner, requestOf(opened), options, this.parts.secrets);
    } catch (error) {
      if (error instanceof SecretsUnreadableError) {
        throw new CannotStart('no key');
      }
      throw error instanceof ProblemError ? new CannotStart('INVALID_PARAMS') : error;
    }
  }
}

function goneOf({ definition }: StoredSchedule): SchedulePause {
  return definition.declared !== undefined ? 'CODE_GONE' : 'UNKNOWN_TASK_TYPE';
}
