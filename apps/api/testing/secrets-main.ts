import { fileURLToPath } from 'node:url';
import { TaskHandler, TaskParam, UnrecoverableTaskError } from '@task-queue/tasks';
import { IsString, MinLength } from 'class-validator';
import { createApp } from '../src/create-app.js';
import { loadSettings } from '../src/settings/settings.js';

class SignInParams {
  @TaskParam({ title: { zh: '密码', en: 'Password' }, secret: true })
  @IsString()
  @MinLength(8)
  password!: string;
}

/** Fails for good, so that somebody has to retry it. */
@TaskHandler({ type: 'test.sign-in', title: { zh: '登录商店', en: 'Sign in to the shop' }, params: SignInParams })
class SignInTask {
  run({ password }: SignInParams): never {
    throw new UnrecoverableTaskError(`no entry with ${password}`);
  }
}

// The program as it is shipped, with a handler that has a secret, for apps/web-e2e.
const settings = loadSettings(process.env);
const app = await createApp(settings, fileURLToPath(new URL('../web/browser', import.meta.url)), [SignInTask]);
await app.listen(settings.PORT, settings.HOST);
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
