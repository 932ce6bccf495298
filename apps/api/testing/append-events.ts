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
  let cursor = '';
  for (let done = 0; done < count;) {
    const pipeline = redis.pipeline();
    for (const end = Math.min(count, done + 1_000); done < end; done += 1) {
      const state = JSON.stringify({ status: 'running', version: firstVersion + done, progress: 50, retryCount: 0 });
      const fields = { n: 'task:progress', i: taskId, at: Date.now(), h: head, s: state, e: '', o: id };
      pipeline.xadd(`${prefix}:events`, '*', ...Object.entries(fields).flat());
    }
    const answers = (await pipeline.exec()) ?? [];
    cursor = answers.at(-1)![1] as string;
  }
  return cursor;
}
