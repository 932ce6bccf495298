import type { ThrottledLog } from '../domain/throttled-log.js';
import type { ArtifactStorage } from './artifact-storage.js';

/** Deletes the files of a task that is deleted. Nobody is led to one that cannot be deleted now: the sweep finds it later. */
export async function removeFilesOf(
  taskId: string,
  artifacts: Pick<ArtifactStorage, 'removeAll'>,
  log: Pick<ThrottledLog, 'warn'>,
): Promise<void> {
  try {
    await artifacts.removeAll(taskId);
  } catch (error) {
    log.warn('Deleting the files of a deleted task', error);
  }
}
