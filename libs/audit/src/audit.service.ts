import { Injectable } from '@nestjs/common';
import { AuditLog, type AuditPart } from '@task-queue/audit-trail';
import {
  AUDIT_PAGE_SIZE,
  type AuditEntry,
  type AuditExportRequest,
  type AuditFilter,
  type AuditPage,
  type AuditQuery,
  type Task,
} from '@task-queue/contracts';
import { instantMs } from '@task-queue/problems';
import { TasksService, type CreateTaskOptions, type TaskIdentity } from '@task-queue/tasks';
import { requirePermission } from '@task-queue/tasks/server';
import { AUDIT_EXPORT } from './export/export-audit.params.js';
import { matcherOf } from './matcher.js';

/** Entries of a file that are looked for at once. */
const SCANNED_AT_ONCE = 500;

/** What is in the audit log, for who may read it. */
@Injectable()
export class AuditService {
  constructor(
    private readonly log: AuditLog,
    private readonly tasks: TasksService,
  ) {}

  /** @throws ProblemError FORBIDDEN */
  async list(identity: TaskIdentity, { before, limit, ...filter }: AuditQuery): Promise<AuditPage> {
    requirePermission(identity, 'audit:read');
    const { entries, next } = await this.#read(filter, before, limit ?? AUDIT_PAGE_SIZE.default);
    return { items: entries, next };
  }

  /** All that match, the newest first, in batches. @throws ProblemError FORBIDDEN */
  async *scan(identity: TaskIdentity, filter: AuditFilter): AsyncGenerator<readonly AuditEntry[]> {
    requirePermission(identity, 'audit:read');
    for (let place: string | undefined | null; place !== null;) {
      const { entries, next }: AuditPart = await this.#read(filter, place, SCANNED_AT_ONCE);
      if (entries.length > 0) {
        yield entries;
      }
      place = next;
    }
  }

  /** Has what matches written to a file, by a task. @throws ProblemError FORBIDDEN */
  async export(identity: TaskIdentity, { filter }: AuditExportRequest, options: CreateTaskOptions): Promise<Task> {
    requirePermission(identity, 'audit:read');
    const request = { type: AUDIT_EXPORT, params: filter === undefined ? {} : { filter: { ...filter } } };
    return (await this.tasks.create(identity, request, options)).task;
  }

  #read(filter: AuditFilter, before: string | undefined, limit: number): Promise<AuditPart> {
    const [fromMs, toMs] = [instantMs(filter.from ?? ''), instantMs(filter.to ?? '')];
    const range = {
      ...(fromMs === null ? {} : { fromMs: Math.ceil(fromMs) }),
      ...(toMs === null ? {} : { toMs: Math.ceil(toMs) }),
      ...(before === undefined ? {} : { before }),
    };
    return this.log.read(range, matcherOf(filter, toMs), limit);
  }
}
