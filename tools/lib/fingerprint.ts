import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rootDir } from './workspace.mjs';

/**
 * Another text where a file was changed, added or taken away.
 *
 * @param places - files, and folders with all that is below but tests, as paths from the workspace's folder
 */
export function fingerprintOf(places: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of places.flatMap(filesAt)) {
    hash.update(file).update(readFileSync(join(rootDir, file)));
  }
  return hash.digest('hex');
}

/**
 * Whether what was made is still there, and of what has this fingerprint.
 *
 * @param stamp - the file in which the fingerprint was written down
 */
export function isMadeOf(fingerprint: string, stamp: string, made: readonly string[]): boolean {
  return [...made, stamp].every((file) => existsSync(file)) && readFileSync(stamp, 'utf8') === fingerprint;
}

function filesAt(place: string): string[] {
  if (!statSync(join(rootDir, place)).isDirectory()) {
    return [place];
  }
  return readdirSync(join(rootDir, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(rootDir, join(entry.parentPath, entry.name)))
    .sort();
}
