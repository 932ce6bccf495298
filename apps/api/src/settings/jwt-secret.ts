import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.js';

/** The secret from the settings, else one that is generated once and kept, for this machine's user alone. */
export function jwtSecret(settings: Settings): string {
  if (settings.JWT_SECRET !== undefined) {
    return settings.JWT_SECRET;
  }
  const file = join(settings.DATA_DIR, 'jwt-secret');
  mkdirSync(settings.DATA_DIR, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  return readFileSync(file, 'utf8');
}
