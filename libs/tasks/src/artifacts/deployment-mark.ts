import { createHash } from 'node:crypto';

/** What a deployment marks a storage of files by: the same in all of its processes, and nothing that tells its secret. */
export function deploymentMark(secret: string): string {
  return createHash('sha256').update(`artifacts of ${secret}`).digest('hex');
}
