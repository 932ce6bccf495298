import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/redis-fixture.js';
import { TaskStore } from '../life/task-store.js';
import type { SocketOptions } from '../tasks-options.js';
import { ArtifactLinks } from './artifact-links.js';

const ANN = { id: '1', username: 'ann', roles: ['user'], sessionId: 'the session of Ann' } as const;
const SECOND_MS = 1_000;

let fixture: RedisFixture;
beforeAll(async () => {
  fixture = await openRedisFixture();
});
afterAll(() => fixture.close());

/** As another process of the same deployment has them. */
function linksAt(clock: ManualClock, areStillValid?: SocketOptions['areStillValid']): ArtifactLinks {
  const store = new TaskStore(fixture.redis, clock, fixture.prefix);
  return new ArtifactLinks(() => store.secret(), clock, areStillValid);
}

describe('a signature', () => {
  test('of one process is good in every other, from the first one on', async () => {
    const clock = new ManualClock();
    const processes = Array.from({ length: 5 }, () => linksAt(clock));
    const taskId = randomUUID();
    const signed = await Promise.all(processes.map((links) => links.sign(ANN, taskId)));
    for (const links of processes) {
      const opened = await Promise.all(signed.map(({ signature }) => links.open(signature, taskId)));
      expect(opened).toEqual(signed.map(() => ({ identity: ANN, isLate: false })));
    }
  });

  test('tells nobody who it is for, and is never the same', async () => {
    const links = linksAt(new ManualClock());
    const [one, other] = [await links.sign(ANN, 'a task'), await links.sign(ANN, 'a task')];
    expect(one.signature).toMatch(/^[\w-]+$/);
    expect(one.signature).not.toBe(other.signature);
    expect(Buffer.from(one.signature, 'base64url').toString('latin1')).not.toMatch(/ann|session|user/i);
  });

  test('is good for its own task, and with no character changed, added or left out', async () => {
    const links = linksAt(new ManualClock());
    const { signature } = await links.sign(ANN, 'a task');
    expect(await links.open(signature, 'another task')).toBeNull();
    const changed = [...signature].map((character, i) => {
      const other = character === 'A' ? 'B' : 'A';
      return signature.slice(0, i) + other + signature.slice(i + 1);
    });
    for (const no of [...changed, '', 'A', `${signature}A`, `${signature}=`, ` ${signature}`, signature.slice(0, -1)]) {
      expect([no, await links.open(no, 'a task')]).toEqual([no, null]);
    }
    expect(await links.open(signature, 'a task')).not.toBeNull();
  });

  test('of another deployment, or from before Redis was emptied, is none', async () => {
    const clock = new ManualClock();
    const { signature } = await linksAt(clock).sign(ANN, 'a task');
    await fixture.redis.del(`${fixture.prefix}:secret`);
    expect(await linksAt(clock).open(signature, 'a task')).toBeNull();
    const again = await linksAt(clock).sign(ANN, 'a task');
    expect(await linksAt(clock).open(again.signature, 'a task')).not.toBeNull();
  });

  test('is good for a minute to begin and for an hour to go on', async () => {
    const clock = new ManualClock();
    const links = linksAt(clock);
    const { signature, expiresAtMs } = await links.sign(ANN, 'a task');
    expect(expiresAtMs - clock.nowMs()).toBe(60 * SECOND_MS);
    const isLateAfter = async (seconds: number): Promise<boolean | undefined> => {
      clock.advance(seconds * SECOND_MS);
      return (await links.open(signature, 'a task'))?.isLate;
    };
    expect(await isLateAfter(60)).toBe(false);
    expect(await isLateAfter(1)).toBe(true);
    expect(await isLateAfter(3_539)).toBe(true);
    expect(await isLateAfter(1)).toBeUndefined();
  });

  test('is no longer good when its person may no longer be here, as the host says', async () => {
    const asked: unknown[] = [];
    let isValid = true;
    const links = linksAt(new ManualClock(), (identities) => {
      asked.push(...identities);
      return Promise.resolve([isValid]);
    });
    const { signature } = await links.sign(ANN, 'a task');
    expect(await links.open(signature, 'a task')).not.toBeNull();
    isValid = false;
    expect(await links.open(signature, 'a task')).toBeNull();
    expect(asked).toEqual([ANN, ANN]);
  });

  test('without a host that can tell ends when the identity does', async () => {
    const clock = new ManualClock();
    const links = linksAt(clock);
    const { signature } = await links.sign({ ...ANN, expiresAtMs: clock.nowMs() + 10 * SECOND_MS }, 'a task');
    expect(await links.open(signature, 'a task')).not.toBeNull();
    clock.advance(10 * SECOND_MS);
    expect(await links.open(signature, 'a task')).toBeNull();
  });
});

test('the tag of a file is its own, the same everywhere, and none that can be made up from what an address says', async () => {
  const links = linksAt(new ManualClock());
  const tags = [
    await links.entityTag({ taskId: 'a task', attempt: 1 }),
    await links.entityTag({ taskId: 'a task', attempt: 2 }),
    await links.entityTag({ taskId: 'another', attempt: 1 }),
  ];
  expect(new Set(tags).size).toBe(3);
  expect(await linksAt(new ManualClock()).entityTag({ taskId: 'a task', attempt: 1 })).toBe(tags[0]);
  await fixture.redis.del(`${fixture.prefix}:secret`);
  expect(await links.entityTag({ taskId: 'a task', attempt: 1 })).not.toBe(tags[0]);
});
