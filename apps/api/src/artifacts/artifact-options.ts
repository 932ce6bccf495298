import { join } from 'node:path';
import type { ArtifactOptions } from '@task-queue/tasks';
import { SettingsError, type Settings } from '../settings/settings.js';

/** Where files are kept: the disk, or where `ARTIFACTS_URL` says; else nothing of an object storage is even loaded. */
export async function artifactOptions(
  settings: Settings,
): Promise<Pick<ArtifactOptions, 'artifacts' | 'artifactsDir'>> {
  const { ARTIFACTS_URL: url, ARTIFACTS_ACCESS_KEY: accessKeyId, ARTIFACTS_SECRET_KEY: secretAccessKey } = settings;
  if (url === undefined) {
    return { artifactsDir: join(settings.DATA_DIR, 'artifacts') };
  }
  const { readS3Place, S3ArtifactStorage, S3PlaceError } = await import('@task-queue/artifacts-s3');
  const credentials =
    accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
  try {
    return {
      artifacts: new S3ArtifactStorage(readS3Place(url), credentials, settings.ARTIFACTS_DOWNLOADS === 'redirect'),
    };
  } catch (error) {
    throw error instanceof S3PlaceError ? new SettingsError([`ARTIFACTS_URL: ${error.message}`]) : error;
  }
}
