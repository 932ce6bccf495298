import { fileURLToPath } from 'node:url';
import { RedisConnectionError } from '@task-queue/tasks';
import { createApp } from './create-app.js';
import { loadSettings, SettingsError } from './settings/settings.js';

/** The built page stands beside the built server: `dist/apps/web/browser` and `dist/apps/api`. */
const WEB_DIR = fileURLToPath(new URL('../web/browser', import.meta.url));

try {
  const settings = loadSettings(process.env);
  const app = await createApp(settings, WEB_DIR);
  // Whoever started us is gone: stop as on a signal.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  await app.listen(settings.PORT, settings.HOST);
  process.stdout.write(`Listening on ${await app.getUrl()}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof SettingsError) {
    return error.message;
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'Setting PORT: the port is in use by another program; choose another, e.g. PORT=3001';
  }
  if (error instanceof RedisConnectionError) {
    return `Setting REDIS_URL: ${error.message}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
