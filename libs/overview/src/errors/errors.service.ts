import { Injectable } from '@nestjs/common';
import {
  DEFAULT_PAGE_SIZE,
  FINGERPRINT,
  type ErrorGroup,
  type ErrorPage,
  type ErrorQuery,
  type ErrorState,
  type Task,
} from '@task-queue/contracts';
import { noteForAudit } from '@task-queue/audit-trail';
import { ProblemError } from '@task-queue/problems';
import { RedisConnections } from '@task-queue/redis';
import { BulkService, TasksService, type CreateTaskOptions, type TaskIdentity } from '@task-queue/tasks';
import { instant, reachOf, requirePermission, throwStoreError } from '@task-queue/tasks/server';
import { ErrorGroups } from './error-groups.js';

/** What went wrong, by kind: of one's own tasks, or of everybody's for who may read those. */
@Injectable()
export class ErrorsService {
  constructor(
    private readonly groups: ErrorGroups,
    private readonly tasks: TasksService,
    private readonly bulks: BulkService,
    private readonly redis: RedisConnections,
  ) {}

  /** @throws ProblemError FORBIDDEN */
  async list(identity: TaskIdentity, query: ErrorQuery): Promise<ErrorPage> {
    const whose = reachOf(identity, 'tasks:read') ?? '';
    const { state, sort = 'lastAt', page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
    const all = await this.groups.list(whose, state, sort).catch(throwStoreError);
    const shown = all.slice((page - 1) * pageSize, page * pageSize);
    return { items: await this.#shown(identity, whose, shown), total: all.length, page, pageSize };
  }

  /** Says that a kind is open, muted or resolved. @throws ProblemError FORBIDDEN, NOT_FOUND */
  async change(identity: TaskIdentity, fingerprint: string, state: ErrorState): Promise<ErrorGroup> {
    requirePermission(identity, 'errors:control');
    const [group] = await this.#known(identity, '', fingerprint);
    noteForAudit({ name: group.sample.message, before: { state: group.state }, after: { state } });
    await this.groups.say(fingerprint, state, identity, this.redis.clock.nowMs()).catch(throwStoreError);
    return { ...group, state };
  }

  /** Retries every task that is failed by a kind, in the background. @throws ProblemError FORBIDDEN, NOT_FOUND */
  async retry(identity: TaskIdentity, fingerprint: string, options: CreateTaskOptions): Promise<Task> {
    const whose = reachOf(identity, 'tasks:control') ?? '';
    const [group] = await this.#known(identity, whose, fingerprint);
    noteForAudit({ name: group.sample.message });
    return this.bulks.onMatching(identity, 'retry', { fingerprint: [fingerprint], status: ['failed'] }, options);
  }

  async #known(identity: TaskIdentity, whose: string, fingerprint: string): Promise<readonly [ErrorGroup]> {
    const [group] = FINGERPRINT.test(fingerprint) ? await this.#shown(identity, whose, [fingerprint]) : [];
    if (group === undefined) {
      throw new ProblemError('NOT_FOUND');
    }
    return [group];
  }

  async #shown(identity: TaskIdentity, whose: string, wanted: readonly string[]): Promise<ErrorGroup[]> {
    const nowMs = this.redis.clock.nowMs();
    const [kept, states] = await Promise.all([
      this.groups.read(whose, wanted, nowMs),
      this.groups.statesOf(wanted),
    ]).catch(throwStoreError);
    const shown = kept.map(async (group, i): Promise<ErrorGroup[]> => {
      if (group === null) {
        return []; // forgotten meanwhile
      }
      const { firstMs, lastMs, ...rest } = group;
      const filter = { fingerprint: [group.fingerprint], status: ['failed'] } as const;
      const stillFailed = await this.tasks.count(identity, filter);
      return [{ ...rest, stillFailed, firstAt: instant(firstMs), lastAt: instant(lastMs), state: states[i]! }];
    });
    return (await Promise.all(shown)).flat();
  }
}
