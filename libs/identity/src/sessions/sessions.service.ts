import { Injectable, Logger } from '@nestjs/common';
import { noteForAudit } from '@task-queue/audit-trail';
import type { Identity } from '@task-queue/access';
import type { OwnSession, OwnSessions } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import { UserStore } from '../accounts/user-store.js';
import { IdentityChanges } from '../identity-changes.js';
import type { SessionIdentity } from './auth.service.js';
import { SessionStore, type SessionFacts } from './session-store.js';

/** Where people are signed in: seen and ended by themselves, and ended by administrators. */
@Injectable()
export class SessionsService {
  readonly #logger = new Logger('Audit');

  constructor(
    private readonly sessions: SessionStore,
    private readonly users: UserStore,
    private readonly changes: IdentityChanges,
  ) {}

  /** The one that asks, then the one used last first. */
  async list({ id, sessionId }: SessionIdentity): Promise<OwnSessions> {
    const all = (await this.sessions.of(id)).sort((a, b) => (b.usedMs ?? 0) - (a.usedMs ?? 0));
    const items = all.map((facts) => shown(facts, sessionId));
    return { items: [...items.filter(({ isCurrent }) => isCurrent), ...items.filter(({ isCurrent }) => !isCurrent)] };
  }

  /** Ends one of the caller's own. @throws ProblemError SESSION_NOT_FOUND */
  async end({ id: userId }: SessionIdentity, sessionId: string): Promise<void> {
    if ((await this.sessions.end(sessionId, userId)) === null) {
      throw new ProblemError('SESSION_NOT_FOUND');
    }
    await this.changes.tell(userId);
    this.#logger.log({ event: 'session ended', sessionId, userId, by: userId });
  }

  /** Ends all of the caller's own but the one that asks. */
  async endOthers({ id: userId, sessionId }: SessionIdentity): Promise<void> {
    noteForAudit({ target: { type: 'user', id: userId } });
    await this.#endAll(userId, userId, sessionId);
  }

  /** Ends all of somebody's. @throws ProblemError USER_NOT_FOUND */
  async endAllOf(admin: Identity, userId: string): Promise<void> {
    if ((await this.users.find(userId)) === null) {
      throw new ProblemError('USER_NOT_FOUND');
    }
    await this.#endAll(userId, admin.id);
  }

  async #endAll(userId: string, by: string, except?: string): Promise<void> {
    const ended = await this.sessions.endAllOf(userId, except);
    await this.changes.tell(userId);
    this.#logger.log({ event: 'sessions ended', ended, userId, by });
  }
}

function shown({ id, beganMs, usedMs, address, client, system }: SessionFacts, current: string): OwnSession {
  const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    id,
    beganAt: instant(beganMs),
    lastUsedAt: instant(usedMs),
    address,
    client,
    system,
    isCurrent: id === current,
  };
}
