import { createApp } from '../src/create-app.js';
import { loadSettings } from '../src/settings/settings.js';
import { NoopTask, ToldTask, WaitTask } from './bench-handlers.js';

/** The program as it is shipped, with a few more handlers, for tools/bench to measure. */
const settings = loadSettings(process.env);
const app = await createApp(settings, null, [NoopTask, ToldTask, WaitTask]);
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
await app.listen(settings.PORT, settings.HOST);
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
