import { isEasyToGuess } from '@task-queue/identity';
import { SettingsError, type Settings } from './settings.js';

/**
 * Holds the first administrator's password to what everybody's is held to.
 *
 * @throws SettingsError in production
 */
export async function requireFirstPassword({ NODE_ENV, ADMIN_USERNAME, ADMIN_PASSWORD }: Settings): Promise<void> {
  if (
    NODE_ENV === 'production' &&
    ADMIN_PASSWORD !== undefined &&
    (await isEasyToGuess(ADMIN_PASSWORD, ADMIN_USERNAME))
  ) {
    throw new SettingsError(['ADMIN_PASSWORD: must be hard to guess: no much used password, no name']);
  }
}
