import { IsOptional, IsString } from 'class-validator';
import type { TaskContext } from '../src/handlers/task-context.js';
import { TaskHandler } from '../src/handlers/task-handler.js';

/** What a handler does in one test. */
export type Script = (context: TaskContext) => unknown;

const scripts = new Map<string, Script>();
let scriptCount = 0;

class ScriptParams {
  /** Which of the scripts the task plays. */
  @IsString()
  readonly script!: string;
  @IsOptional()
  @IsString()
  readonly note?: string;
}

/** Plays whatever the test put there, so that each test says what its handler does. */
@TaskHandler({
  type: 'test.script',
  title: { zh: '剧本', en: 'Script' },
  params: ScriptParams,
  backoff: { delayMs: 20, jitter: 0 },
})
export class ScriptTask {
  run({ script }: ScriptParams, context: TaskContext): unknown {
    return scripts.get(script)!(context);
  }
}

/** The request for a task that plays a script. */
export function script(play: Script): { type: string; params: { script: string } } {
  const name = `script-${(scriptCount += 1)}`;
  scripts.set(name, play);
  return { type: 'test.script', params: { script: name } };
}

/** Forgets every script; for `afterEach`. */
export function forgetScripts(): void {
  scripts.clear();
}
