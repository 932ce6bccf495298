import { stat } from 'node:fs/promises';
import { formatKeys, type FormatSeat } from '@task-queue/redis';
import type { BackupDamage } from '@task-queue/tasks/server';
import type { Settings } from '../settings/settings.js';
import { ARCHIVE_VERSION, type ArchiveEntry } from './archive.js';
import { openDeployment, takeSeats, type Deployment } from './deployment.js';
import { writeArchive } from './write-archive.js';

/** What was written. */
export interface BackupReport {
  readonly tasks: number;
  readonly files: number;
  readonly bytes: number;
  readonly damage: BackupDamage;
  /** How many tasks and schedules have secrets that are sealed with a key, by its id. */
  readonly sealedWith: ReadonlyMap<string, number>;
}

/** Writes a backup of what the settings name to a file, while programs run on it. */
export async function backup(settings: Settings, path: string): Promise<BackupReport> {
  const deployment = await openDeployment(settings);
  const shutOut = new AbortController();
  let seats: readonly FormatSeat[] = [];
  try {
    seats = await takeSeats(deployment, (error) => shutOut.abort(error));
    const formats = Object.fromEntries(await Promise.all(deployment.parts.map((part) => versionOf(deployment, part))));
    const entries = allEntries(deployment, shutOut.signal);
    await writeArchive(path, { taskQueueBackup: ARCHIVE_VERSION, at: new Date().toISOString(), formats }, entries);
    const { tasks, files, damage, sealedWith } = deployment.tasks;
    return { tasks, files, bytes: (await stat(path)).size, damage, sealedWith };
  } finally {
    seats.forEach((seat) => seat.leave());
    deployment.close();
  }
}

async function versionOf(
  { redis, prefix }: Deployment,
  { format }: Deployment['parts'][number],
): Promise<readonly [string, number]> {
  return [format.owner, Number(await redis.hget(formatKeys(prefix, format).format, 'version'))];
}

async function* allEntries({ parts }: Deployment, shutOut: AbortSignal): AsyncGenerator<ArchiveEntry> {
  for (const part of parts) {
    for await (const entry of part.entries()) {
      shutOut.throwIfAborted();
      yield { part: part.format.owner, ...entry };
    }
  }
}
