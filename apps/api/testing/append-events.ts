import { randomUUID } from 'node:crypto';
import type { SessionUser } from '@task-queue/contracts';
import type { RedisFixture } from '@task-queue/tasks/testing';

/** Whose events, and which. */
export interface AppendedEvents {
  readonly owner: SessionUser;
  readonly count: number;
  /** The version of the first; each has one more. @default 1 */
  readonly firstVersion?: number;
  readonly taskId?: string;
  /** Makes the events long. */
  readonly title?: string;
}

/** Appends progress of a task that is not there to the event log, as the scripts write it: thousands in a moment. */
export async function appendEvents(
  { redis, prefix }: RedisFixture,
  { owner, count, firstVersion = 1, taskId = randomUUID(), title = 'appended' }: AppendedEvents,
): Promise<string> {
  const { id, username, role } = owner;
  const head = JSON.stringify({
    type: 'demo.steps',
    title,
    priority: 'normal',
    createdBy: { id, username, roles: [role] },
    timeoutMs: 1_000,
    locale: 'en',
    requestId: 'test',
  });
  let ms = 0;
  for (let done = 0; done < count;) {
    // Ids of their own: a connection that breaks sends again what was not answered, and the log takes no id twice.
    const [last] = await redis.xrevrange(`${prefix}:events`, '+', '-', 'COUNT', 1);
    ms = Math.max(Date.now(), parseInt(last?.[0] ?? '0') + 1);
    const pipeline = redis.pipeline();
    for (const end = Math.min(count, done + 1_000); done < end; done += 1) {
      const state = JSON.stringify({ status: 'running', version: firstVersion + done, progress: 50, retryCount: 0 });
      const fields = { n: 'task:progress', i: taskId, at: Date.now(), h: head, s: state, e: '', o: id };
      pipeline.xadd(`${prefix}:events`, `${ms}-${done}`, ...Object.entries(fields).flat());
    }
    await pipeline.exec();
  }
  return `${ms}-${count - 1}`;
}
