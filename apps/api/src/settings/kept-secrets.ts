import { hkdfSync } from 'node:crypto';
import type { KeptSecrets } from '@task-queue/identity';
import { keyIdOf, KeyRing } from '@task-queue/tasks/server';
import { jwtSecret } from './jwt-secret.js';
import { secretsKeys } from './secrets-keys.js';
import type { Settings } from './settings.js';

/** The key that follows from `JWT_SECRET`, in what it sealed. */
const DERIVED = 'jwt-secret';

/**
 * What secrets of accounts are sealed with: the keys of secret params, so that one can take the place of another; where there are none,
 * and to open what was sealed before there were any, a key that follows from `JWT_SECRET`.
 */
export function keptSecrets(settings: Settings): KeptSecrets {
  const derived = new Uint8Array(hkdfSync('sha256', jwtSecret(settings), '', 'task-queue secrets of accounts', 32));
  const keys = [...secretsKeys(settings), { id: DERIVED, key: derived }];
  const ring = new KeyRing(keys);
  return {
    seal: (text, context) => ring.seal(text, context),
    open(sealed, context) {
      try {
        return ring.open(sealed, context);
      } catch (cause) {
        throw new Error(`It was sealed with the key "${keyIdOf(sealed)}", and does not open here with it`, { cause });
      }
    },
    isDue: (sealed) => keyIdOf(sealed) !== keys[0]!.id,
  };
}
