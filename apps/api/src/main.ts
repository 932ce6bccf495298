import { fileURLToPath } from 'node:url';
import { FormatError, RedisConnectionError } from '@task-queue/tasks';
import { createApp } from './create-app.js';
import { loadSettings, SettingsError } from './settings/settings.js';

/** The built page stands beside the built server: `dist/apps/web/browser` and `dist/apps/api`. */
const WEB_DIR = fileURLToPath(new URL('../web/browser', import.meta.url));

/** How long after the grace for running tasks the program ends at the latest, in milliseconds. */
const LAST_MS = 1_800;

/** What the system says of an address it cannot listen on, and the setting that mends it. */
const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'PORT: the port is in use by another program; choose another, e.g. PORT=3001',
  EACCES: 'PORT: this user may not listen on the port; choose one above 1023, e.g. PORT=3000',
  EADDRNOTAVAIL: 'HOST: is no address of this machine, e.g. 127.0.0.1, 0.0.0.0 or ::',
  ENOTFOUND: 'HOST: is no address and no known name, e.g. 127.0.0.1, 0.0.0.0 or ::',
  EAI_AGAIN: 'HOST: is no address and no known name, e.g. 127.0.0.1, 0.0.0.0 or ::',
  EINVAL: 'HOST: the address needs its interface, e.g. fe80::1%eth0',
};

try {
  const settings = loadSettings(process.env);
  const app = await createApp(settings, WEB_DIR);
  // Whoever started us is gone: stop as on a signal.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // A last word, should anything keep the program from ending: in whatever state its connections are.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) {
    process.once(signal, () => setTimeout(() => process.exit(0), settings.SHUTDOWN_GRACE_MS + LAST_MS).unref());
  }
  await app.listen(settings.PORT, settings.HOST);
  const origin = (await app.getUrl()).replace('%', '%25'); // an interface, as RFC 6874 writes it
  const url = origin + settings.BASE_PATH;
  process.stdout.write(`Listening on ${url}\n`);
  process.send?.({ url, hasDocs: settings.API_DOCS === 'open' && settings.ROLE !== 'worker' }); // to tools/start.ts
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof SettingsError || error instanceof FormatError) {
    return error.message;
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  const fault = syscall === 'listen' || syscall === 'getaddrinfo' ? LISTEN_FAULTS[code ?? ''] : undefined;
  if (fault !== undefined) {
    return `Setting ${fault}`;
  }
  if (syscall === 'mkdir' || syscall === 'open') {
    return `Setting DATA_DIR: cannot be written to (${(error as Error).message})`;
  }
  if (error instanceof RedisConnectionError) {
    return `Setting REDIS_URL: ${error.message}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
