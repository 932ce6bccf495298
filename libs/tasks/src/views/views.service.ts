import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { noteForAudit } from '@task-queue/audit-trail';
import type { AuditFields, ChangeViewRequest, CreateViewRequest, TaskView, TaskViews } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { requirePermission } from '../domain/visibility.js';
import { instant } from '../record/codec.js';
import { ViewStore, type KeptView } from './view-store.js';

/** Ways to look at tasks that people keep, for themselves or for all. A view filters what somebody may see, and grants nothing. */
@Injectable()
export class ViewsService {
  constructor(private readonly store: ViewStore) {}

  /** One's own, and those that others share, by name. @throws ProblemError FORBIDDEN */
  async list(identity: TaskIdentity): Promise<TaskViews> {
    requirePermission(identity, 'tasks:read');
    const [own, shared] = await Promise.all([this.store.ofOwner(identity.id), this.store.shared()]);
    const items = [...own, ...shared.filter(({ createdBy }) => createdBy.id !== identity.id)];
    return { items: items.toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN') || a.id.localeCompare(b.id)) };
  }

  /** @throws ProblemError FORBIDDEN, TOO_MANY_VIEWS */
  async create(identity: TaskIdentity, request: CreateViewRequest): Promise<TaskView> {
    this.#requireWriting(identity, request.shared ?? false);
    const view: TaskView = {
      id: randomUUID(),
      name: request.name,
      filter: { ...request.filter },
      sort: request.sort ?? '-createdAt',
      columns: request.columns ?? null,
      shared: request.shared ?? false,
      createdBy: { id: identity.id, username: identity.username },
      createdAt: instant(this.store.nowMs()),
    };
    noteForAudit({ name: view.name, after: told(view) });
    await this.store.put(view, null);
    return view;
  }

  /** @throws ProblemError FORBIDDEN of another's, VIEW_NOT_FOUND, TOO_MANY_VIEWS */
  async change(identity: TaskIdentity, id: string, request: ChangeViewRequest): Promise<TaskView> {
    const { name, filter, sort, columns, shared } = request;
    for (;;) {
      const before = await this.#own(identity, id);
      const { view } = before;
      const changed: TaskView = {
        ...view,
        name: name ?? view.name,
        filter: filter === undefined ? view.filter : { ...filter },
        sort: sort ?? view.sort,
        columns: columns === undefined ? view.columns : columns,
        shared: shared ?? view.shared,
      };
      this.#requireWriting(identity, changed.shared);
      noteForAudit({ name: view.name, before: told(view), after: told(changed) });
      if (await this.store.put(changed, before)) {
        return changed;
      }
      // Somebody was quicker: it is changed as it is now.
    }
  }

  /** @throws ProblemError FORBIDDEN of another's, VIEW_NOT_FOUND */
  async remove(identity: TaskIdentity, id: string): Promise<void> {
    this.#requireWriting(identity, false);
    const { view } = await this.#own(identity, id);
    noteForAudit({ name: view.name, before: told(view) });
    if (!(await this.store.remove(identity.id, view.id))) {
      throw new ProblemError('VIEW_NOT_FOUND');
    }
  }

  /** @param isShared - whether everybody has it in their list then */
  #requireWriting(identity: TaskIdentity, isShared: boolean): void {
    requirePermission(identity, 'tasks:read');
    requirePermission(identity, isShared ? 'views:share' : 'views:control');
  }

  async #own(identity: TaskIdentity, id: string): Promise<KeptView> {
    const kept = await this.store.find(identity.id, id);
    if (kept === null) {
      const isOfAnother = (await this.list(identity)).items.some((one) => one.id === id);
      throw new ProblemError(isOfAnother ? 'FORBIDDEN' : 'VIEW_NOT_FOUND');
    }
    return kept;
  }
}

/** What the audit log tells of a view. */
const told = ({ name, shared, filter, sort, columns }: TaskView): AuditFields => ({
  name,
  shared,
  filter,
  sort,
  columns,
});
