import { randomBytes } from 'node:crypto';
import { keptSecret } from './kept-secret.js';
import type { Settings } from './settings.js';

/** The secret from the settings, else one that is generated once and kept, for this machine's user alone. */
export function jwtSecret({ JWT_SECRET, DATA_DIR }: Settings): string {
  return JWT_SECRET ?? keptSecret(DATA_DIR, 'jwt-secret', () => randomBytes(48).toString('base64url'));
}
