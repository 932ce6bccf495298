import type { ArtifactOptions } from '../tasks-options.js';
import type { ArtifactStorage } from './artifact-storage.js';
import { DiskArtifactStorage } from './disk-artifact-storage.js';

/** The storage that the options name. */
export function artifactStorageOf({ artifacts, artifactsDir }: ArtifactOptions): ArtifactStorage {
  return artifacts ?? new DiskArtifactStorage(artifactsDir ?? '.data/artifacts');
}
