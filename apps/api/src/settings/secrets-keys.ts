import { randomBytes } from 'node:crypto';
import type { SecretKey } from '@task-queue/tasks';
import { keptSecret } from './kept-secret.js';
import { secretKeys, Unfit } from './setting-values.js';
import { SettingsError, type Settings } from './settings.js';

/**
 * What secret params are sealed with: the keys of the settings, else one that is generated once and kept, for this machine's user
 * alone. None in production with a Redis of one's own, whose processes have no folder in common: a secret param then stops the start.
 */
export function secretsKeys({ SECRETS_KEYS, DATA_DIR, NODE_ENV, EMBEDDED }: Settings): readonly SecretKey[] {
  if (SECRETS_KEYS !== undefined) {
    return SECRETS_KEYS;
  }
  if (NODE_ENV === 'production' && !EMBEDDED) {
    return [];
  }
  const kept = secretKeys(keptSecret(DATA_DIR, 'secrets-keys', generate));
  if (kept instanceof Unfit) {
    throw new SettingsError([`DATA_DIR: its file secrets-keys ${kept.words}`]);
  }
  return kept;
}

/** With an id that no other has: what is sealed with a key that was lost says so. */
function generate(): string {
  return `local-${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`;
}
