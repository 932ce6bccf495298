import { keepRestoredGap } from '@task-queue/overview';
import { FormatError, RestoreTarget } from '@task-queue/redis';
import { secretsKeys } from '../settings/secrets-keys.js';
import type { Settings } from '../settings/settings.js';
import { ArchiveError } from './archive-error.js';
import type { ArchiveHead } from './archive.js';
import { openDeployment, type Deployment } from './deployment.js';
import { readArchive, verifyArchive } from './read-archive.js';

/** The place of a restore is not as it has to be. The message says what helps. */
export class RestoreRefusal extends Error {
  override readonly name = 'RestoreRefusal';
}

/** What was put back. */
export interface RestoreReport {
  /** When the backup was begun, ISO 8601. */
  readonly at: string;
  readonly entries: number;
  /** How many tasks and schedules have secrets that are sealed with a key which the settings do not have, by its id. */
  readonly sealedWith: ReadonlyMap<string, number>;
}

/**
 * Puts a backup back into what the settings name. The whole file is read before anything is touched.
 *
 * @param mayOverwrite - whether what is there may be deleted
 * @throws ArchiveError, FormatError, RestoreRefusal where it cannot be, and nothing was changed
 */
export async function restore(settings: Settings, path: string, mayOverwrite: boolean): Promise<RestoreReport> {
  const head = await verifyArchive(path);
  const deployment = await openDeployment(settings);
  const { redis, prefix, parts } = deployment;
  try {
    requireKnown(head, deployment);
    const target = new RestoreTarget(
      redis,
      prefix,
      parts.map(({ format }) => format),
    );
    const programs = await target.programs();
    if (programs.length > 0) {
      throw new RestoreRefusal(`Programs are running on this Redis: ${programs.join(', ')}. Stop them first`);
    }
    if (!mayOverwrite) {
      await requireEmpty(target, deployment);
    }
    await target.begin();
    const entries = await restoreAll(path, deployment);
    await keepRestoredGap(redis, prefix, Date.parse(head.at), deployment.clock.nowMs());
    await target.end(head.formats);
    const known = new Set(secretsKeys(settings).map(({ id }) => id));
    const sealedWith = new Map([...deployment.tasks.sealedWith].filter(([id]) => !known.has(id)));
    return { at: head.at, entries, sealedWith };
  } finally {
    deployment.close();
  }
}

async function requireEmpty(target: RestoreTarget, { prefix, artifacts }: Deployment): Promise<void> {
  if (!(await target.isEmpty())) {
    throw new RestoreRefusal(
      `This Redis is not empty: it has keys that begin with ${prefix}:. Name another by REDIS_URL or REDIS_PREFIX, ` +
        'or delete what is there with --overwrite',
    );
  }
  if (await artifacts.inventory?.isClaimed()) {
    throw new RestoreRefusal(
      'Files of tasks of another deployment, or of this one before its Redis was emptied, are kept where these are to go. ' +
        'Name another place by DATA_DIR or ARTIFACTS_URL, or take it over with --overwrite: files that are not in the ' +
        'backup are deleted there',
    );
  }
}

function requireKnown({ formats }: ArchiveHead, { parts }: Deployment): void {
  for (const {
    format: { owner, version: known, oldestRead },
  } of parts) {
    const version = formats[owner];
    if (version === undefined) {
      throw new ArchiveError(`The backup says no format of ${owner}`);
    }
    if (version > known || version < oldestRead) {
      throw new FormatError(
        `The backup (${owner}, format ${version}) is too ${version > known ? 'new' : 'old'} for this program, which ` +
          `reads formats ${oldestRead} to ${known}. Restore it with the version that made it, then upgrade`,
      );
    }
  }
}

async function restoreAll(path: string, { parts }: Deployment): Promise<number> {
  const partOf = new Map(parts.map((part) => [part.format.owner, part]));
  let count = 0;
  for await (const entry of (await readArchive(path)).entries) {
    await partOf.get(entry.part)?.restore(entry);
    count += 1;
  }
  for (const part of parts) {
    await part.finish();
  }
  return count;
}
