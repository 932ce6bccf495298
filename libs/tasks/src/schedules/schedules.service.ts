import { Inject, Injectable } from '@nestjs/common';
import { noteForAudit } from '@task-queue/audit-trail';
import {
  isTaskId,
  may,
  type Locale,
  type Schedule,
  type ScheduleChange,
  type ScheduleChangedEvent,
  type ScheduleDraft,
  type SchedulePage,
  type SchedulePreview,
  type SchedulePreviewRequest,
  type ScheduleTicks,
  type Task,
  type TaskCreator,
} from '@task-queue/contracts';
import { ProblemError, ValidationError } from '@task-queue/problems';
import { Deeds, type ScheduleAction } from '../deeds/deeds.js';
import type { TaskIdentity } from '../domain/identity.js';
import { reachOf, requirePermission } from '../domain/visibility.js';
import { TaskRegistry } from '../handlers/task-registry.js';
import { newTaskOf } from '../new-task.js';
import { SecretParams } from '../secrets/secret-params.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { TasksService } from '../tasks.service.js';
import { changed } from './change-schedule.js';
import { CODE_OWNER } from './declared/code-owner.js';
import { optionsOf, timingOf } from './schedule-draft.js';
import { previewOf } from './schedule-preview.js';
import {
  dueAtNext,
  newSchedule,
  plannedFields,
  requestOf,
  shownSchedule,
  shownTick,
  type StoredSchedule,
} from './schedule-record.js';
import { ScheduleSecrets, type OpenedDefinition } from './schedule-secrets.js';
import { ScheduleStore } from './schedule-store.js';
import { ScheduleTicker, tickerPartsOf } from './schedule-ticker.js';
import { changeSettled, type SettledChange } from './settled-change.js';
import { toldChange, toldOf } from './told-fields.js';

/** How a call goes besides what it asks for. */
export interface ScheduleCallOptions {
  readonly locale: Locale;
  readonly requestId: string;
}

/** What people do with schedules, with who may. The REST API is a thin layer over it. */
@Injectable()
export class SchedulesService {
  readonly #ticker: ScheduleTicker;
  readonly #secrets: ScheduleSecrets;

  constructor(
    private readonly store: ScheduleStore,
    private readonly registry: TaskRegistry,
    private readonly tasks: TasksService,
    private readonly deeds: Deeds,
    private readonly secrets: SecretParams,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {
    this.#ticker = new ScheduleTicker(tickerPartsOf(store, registry, secrets, options));
    this.#secrets = new ScheduleSecrets(secrets, registry);
  }

  /** @throws ProblemError FORBIDDEN, UNKNOWN_TASK_TYPE, TOO_MANY_SCHEDULES, PAYLOAD_TOO_LARGE; ValidationError */
  async create(identity: TaskIdentity, draft: ScheduleDraft, options: ScheduleCallOptions): Promise<Schedule> {
    requirePermission(identity, 'schedules:control');
    const { id: personId, username, roles } = identity;
    requirePermission({ id: personId, username, roles }, 'tasks:create'); // by the schedule, however far a token reaches
    const { times, ...timing } = timingOf(draft, this.store.nowMs());
    const createdBy = { id: personId.toWellFormed(), username: username.toWellFormed(), roles };
    const given = { ...optionsOf(draft), ...timing, createdBy, locale: options.locale, secretsGivenBy: personId };
    this.#requireFit(given, identity);
    const definition = this.#secrets.seal(given);
    const id = this.store.newId();
    noteForAudit({ name: definition.name, after: toldOf(definition) });
    await this.#do(identity, 'create-schedule', definition.type, id, () =>
      this.store.keep(newSchedule(id, definition, times, this.store.nowMs())),
    );
    return this.get(identity, id);
  }

  /** One page of the schedules this person may see, newest first. @throws ProblemError FORBIDDEN */
  async list(identity: TaskIdentity, page: number, pageSize: number): Promise<SchedulePage> {
    const { ids, total } = await this.store.list(reachOf(identity, 'schedules:read'), (page - 1) * pageSize, pageSize);
    const items = await this.#shown(await this.store.getAll(ids));
    return { items, total, page, pageSize, totalPages: Math.ceil(total / pageSize) };
  }

  /** @throws ProblemError SCHEDULE_NOT_FOUND, also for somebody else's */
  async get(identity: TaskIdentity, id: string): Promise<Schedule> {
    const [shown] = await this.#shown([await this.#visible(identity, id)]);
    return shown!;
  }

  /** The newest ticks, the latest first. @throws ProblemError SCHEDULE_NOT_FOUND */
  async ticks(identity: TaskIdentity, id: string): Promise<ScheduleTicks> {
    const schedule = await this.#visible(identity, id);
    return { items: (await this.store.ticks(schedule.id)).map(shownTick) };
  }

  /**
   * Ticks that are due go by what was before; further ones by what is from now on.
   *
   * @throws ProblemError SCHEDULE_NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, UNKNOWN_TASK_TYPE, TOO_MANY_SCHEDULES; ValidationError
   */
  async change(identity: TaskIdentity, id: string, change: ScheduleChange): Promise<Schedule> {
    return this.#change(identity, id, 'change-schedule', 'updated', async (before) => {
      if (change.version !== undefined && change.version !== before.version) {
        throw new ProblemError('VERSION_CONFLICT');
      }
      const handedTo = change.createdBy === undefined ? null : await this.#newOwner(identity, change.createdBy);
      const opened = this.#secrets.openFor(before.definition, change, identity.id);
      const { secretsGivenBy, ...definition } = opened.before;
      const next = changed({ ...before, definition }, opened.change, handedTo, this.store.nowMs());
      const { dropped, ...planned } = next;
      const given = { ...planned.definition, secretsGivenBy };
      this.#requireFit(given, identity);
      noteForAudit(toldChange(definition, planned.definition));
      return { ...plannedFields({ id: before.id, ...planned, definition: this.#secrets.seal(given) }), dropped };
    });
  }

  /** @throws ProblemError SCHEDULE_NOT_FOUND, FORBIDDEN */
  async pause(identity: TaskIdentity, id: string): Promise<Schedule> {
    return this.#change(identity, id, 'pause-schedule', 'paused', (before) => {
      if (before.pausedBecause !== null) {
        return null;
      }
      noteForAudit({ before: { enabled: true }, after: { enabled: false } });
      return {
        fields: { enabled: '0', pausedBecause: 'USER', held: '', waits: '', owner: before.definition.createdBy.id },
        dueAt: dueAtNext(before),
      };
    });
  }

  /** Ticks that came meanwhile stay as they are. @throws ProblemError SCHEDULE_NOT_FOUND, FORBIDDEN, UNKNOWN_TASK_TYPE; ValidationError */
  async resume(identity: TaskIdentity, id: string): Promise<Schedule> {
    return this.#change(identity, id, 'resume-schedule', 'resumed', (before) => {
      if (before.pausedBecause === null) {
        return null;
      }
      this.#requireFit(this.#secrets.openFor(before.definition, {}, identity.id).before);
      noteForAudit({ before: { enabled: false, pausedBecause: before.pausedBecause }, after: { enabled: true } });
      return {
        fields: { enabled: '1', pausedBecause: '', failures: '', owner: before.definition.createdBy.id },
        dueAt: dueAtNext(before),
      };
    });
  }

  /**
   * Creates a task of it now, whether it is paused or not, beside its ticks.
   *
   * @returns the task, and whether it was not there before
   * @throws ProblemError SCHEDULE_NOT_FOUND, FORBIDDEN, UNKNOWN_TASK_TYPE, TASK_DUPLICATE, QUEUE_FULL; ValidationError
   */
  async run(
    identity: TaskIdentity,
    id: string,
    { locale, requestId }: ScheduleCallOptions,
  ): Promise<{ readonly task: Task; readonly created: boolean }> {
    const schedule = await this.#mine(identity, id);
    const { type, createdBy } = schedule.definition;
    const roles = await this.#ticker.rolesNow(createdBy);
    if (roles === null) {
      throw new ProblemError('FORBIDDEN');
    }
    const { before: opened } = this.#secrets.openFor(schedule.definition, {}, identity.id);
    const { secretsGivenBy } = opened;
    return this.#do(identity, 'run-schedule', type, schedule.id, () =>
      this.tasks.create({ ...createdBy, roles }, requestOf(opened), {
        locale,
        requestId,
        scheduleId: schedule.id,
        secretsGivenBy,
      }),
    );
  }

  /** Its tasks stay. @throws ProblemError SCHEDULE_NOT_FOUND, FORBIDDEN, SCHEDULE_DECLARED */
  async remove(identity: TaskIdentity, id: string): Promise<void> {
    const schedule = await this.#mine(identity, id);
    noteForAudit({ before: toldOf(schedule.definition) });
    const isGone = await this.#do(identity, 'delete-schedule', schedule.definition.type, schedule.id, () =>
      this.store.remove(schedule),
    );
    if (!isGone) {
      throw new ProblemError('SCHEDULE_NOT_FOUND');
    }
  }

  /** The ticks that a timing would have from now on. @throws ProblemError FORBIDDEN; ValidationError */
  preview(identity: TaskIdentity, request: SchedulePreviewRequest): SchedulePreview {
    requirePermission(identity, 'schedules:read');
    return previewOf(request, this.store.nowMs());
  }

  /** Changes a schedule as it is when nothing else happens to it. `null`: it is so already. */
  async #change(
    identity: TaskIdentity,
    id: string,
    action: ScheduleAction,
    change: ScheduleChangedEvent['change'],
    write: SettledChange['write'],
  ): Promise<Schedule> {
    const { id: scheduleId, definition } = await this.#mine(identity, id);
    const read = (): Promise<StoredSchedule> => this.#mine(identity, scheduleId);
    await this.#do(identity, action, definition.type, scheduleId, () =>
      changeSettled({ store: this.store, ticker: this.#ticker }, { read, change, write }),
    );
    return this.get(identity, scheduleId);
  }

  /**
   * The first of several problems that would pause it.
   *
   * @param by - who plans tasks of its type: a token that does not reach so far plans none
   */
  #requireFit(definition: OpenedDefinition, by: TaskIdentity = definition.createdBy): void {
    const { type, createdBy, locale } = definition;
    const registered = this.registry.require(type);
    requirePermission(by, registered.permission);
    newTaskOf(registered, createdBy, requestOf(definition), { locale, requestId: '' }, this.secrets);
  }

  /** An account that goes by its own name, not by the one that somebody gives it; and never the program. */
  async #newOwner(identity: TaskIdentity, { id, username: given }: TaskCreator): Promise<TaskIdentity> {
    if (!may(identity, 'schedules:control:all')) {
      throw new ProblemError('FORBIDDEN');
    }
    const { usernameOf = async () => given } = this.options;
    const username = id === CODE_OWNER.id ? null : await usernameOf(id);
    const roles = username === null ? null : await this.#ticker.rolesNow({ id, username, roles: ['user'] });
    const owner = { id, username: username ?? given, roles: roles ?? [] };
    if (roles === null || !may(owner, 'tasks:create')) {
      const message = { zh: '必须是可以创建任务的人', en: 'must be somebody who may create tasks' };
      throw new ValidationError([{ field: 'createdBy', message }]);
    }
    return owner;
  }

  /** One that this person may change. @throws ProblemError SCHEDULE_NOT_FOUND, FORBIDDEN */
  async #mine(identity: TaskIdentity, id: string): Promise<StoredSchedule> {
    const schedule = await this.#visible(identity, id);
    if (!may(identity, 'schedules:control', schedule.definition.createdBy.id)) {
      throw new ProblemError('FORBIDDEN');
    }
    noteForAudit({ name: schedule.definition.name, ofOthers: schedule.definition.createdBy.id !== identity.id });
    return schedule;
  }

  async #visible(identity: TaskIdentity, id: string): Promise<StoredSchedule> {
    const schedule = isTaskId(id) ? await this.store.get(id.toLowerCase()) : null;
    if (schedule === null || !may(identity, 'schedules:read', schedule.definition.createdBy.id)) {
      throw new ProblemError('SCHEDULE_NOT_FOUND');
    }
    return schedule;
  }

  async #shown(schedules: readonly StoredSchedule[]): Promise<Schedule[]> {
    const statuses = await this.store.statusesOf(schedules.flatMap(({ last }) => last?.task ?? []));
    return schedules.map((schedule) =>
      shownSchedule(
        { ...schedule, definition: this.#secrets.shown(schedule.definition) },
        dueAtNext(schedule),
        statuses.get(schedule.last?.task ?? '') ?? null,
      ),
    );
  }

  #do<Result>(
    identity: TaskIdentity,
    action: ScheduleAction,
    type: string,
    scheduleId: string,
    act: () => Promise<Result>,
  ): Promise<Result> {
    return this.deeds.do({ identity, action, type, taskId: null, scheduleId }, act);
  }
}
