import { AUDIT_KEYS } from '@task-queue/audit-trail';
import { AccountsBackup } from '@task-queue/identity';
import { OVERVIEW_KEYS } from '@task-queue/overview';
import { connectRedis, FormatSeat, PERSISTENT, RedisClock, type BackupPart, type FormatError } from '@task-queue/redis';
import type { ArtifactStorage } from '@task-queue/tasks';
import { artifactStorageOf, TasksBackup } from '@task-queue/tasks/server';
import type { Redis } from 'ioredis';
import { artifactOptions } from '../artifacts/artifact-options.js';
import type { Settings } from '../settings/settings.js';

/** What a backup is made of, or restored into. */
export interface Deployment {
  readonly redis: Redis;
  readonly clock: RedisClock;
  readonly prefix: string;
  readonly artifacts: ArtifactStorage;
  readonly tasks: TasksBackup;
  /** In the order in which they are read: accounts last, so that whoever created a task of the backup is in it. */
  readonly parts: readonly BackupPart[];
  close(): void;
}

/** Connects to what the settings name. @throws RedisConnectionError where Redis is not there */
export async function openDeployment(settings: Settings): Promise<Deployment> {
  const prefix = settings.REDIS_PREFIX;
  const artifacts = artifactStorageOf(await artifactOptions(settings));
  const redis = await connectRedis({ url: settings.REDIS_URL, prefix }, PERSISTENT);
  const clock = new RedisClock(redis);
  await clock.start();
  const tasks = new TasksBackup(redis, clock, prefix, artifacts, [...OVERVIEW_KEYS, ...AUDIT_KEYS]);
  return {
    redis,
    clock,
    prefix,
    artifacts,
    tasks,
    parts: [tasks, new AccountsBackup(redis, prefix)],
    close() {
      clock.stop();
      redis.disconnect();
    },
  };
}

/** Takes a seat at all of its data. @throws FormatError where it is none that this program may touch */
export async function takeSeats(
  { redis, prefix, parts }: Deployment,
  onShutOut: (error: FormatError) => void,
): Promise<readonly FormatSeat[]> {
  const seats: FormatSeat[] = [];
  for (const { format } of parts) {
    seats.push(await FormatSeat.take(redis, { prefix, format, onShutOut }));
  }
  return seats;
}
