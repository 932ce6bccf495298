import { createApp } from '../src/create-app.js';
import { loadSettings } from '../src/settings/settings.js';
import { BlockTask, PoisonTask, WorkTask } from './chaos-handlers.js';

/** The program as it is shipped, with some more handlers, for tools/chaos to kill. */
if (!process.env['CHAOS_JOURNAL']) {
  throw new Error('CHAOS_JOURNAL names the file that the handlers write to');
}
const settings = loadSettings(process.env);
const app = await createApp(settings, null, [WorkTask, BlockTask, PoisonTask]);
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
await app.listen(settings.PORT, settings.HOST);
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
