import { isMuchUsed } from '@task-queue/identity';
import { SettingsError, type Settings } from './settings.js';

/**
 * Refuses a first administrator's password that is tried first.
 *
 * @throws SettingsError in production
 */
export async function requireFirstPassword({ NODE_ENV, ADMIN_PASSWORD }: Settings): Promise<void> {
  if (NODE_ENV === 'production' && ADMIN_PASSWORD !== undefined && (await isMuchUsed(ADMIN_PASSWORD))) {
    throw new SettingsError(['ADMIN_PASSWORD: must not be a much used password']);
  }
}
