import { once } from 'node:events';
import { setTimeout as elapsed } from 'node:timers/promises';
import { TaskHandler, type TaskContext } from '@task-queue/tasks';
import { IsInt, IsString, Max, Min } from 'class-validator';

/** Params of `bench.noop`. */
class NoopParams {
  /** Anything, to give the task a size. */
  @IsString()
  readonly note: string = '';

  /** Where it is above 0: says its progress once after so many milliseconds, and ends after as many more. */
  @IsInt()
  @Min(0)
  @Max(60_000)
  readonly pauseMs: number = 0;
}

/** Does nothing, so that what is measured is the queue. */
@TaskHandler({ type: 'bench.noop', title: { zh: '空操作', en: 'No operation' }, params: NoopParams })
export class NoopTask {
  async run({ pauseMs }: NoopParams, context: TaskContext): Promise<object> {
    if (pauseMs > 0) {
      await elapsed(pauseMs);
      context.progress(50, 'half');
      await elapsed(pauseMs);
    }
    return { ok: true };
  }
}

/** Does what people look at: tells how far it is, twice, and returns a result. */
@TaskHandler({ type: 'bench.told', title: { zh: '进度', en: 'Progress' }, params: NoopParams })
export class ToldTask {
  run(_params: NoopParams, context: TaskContext): object {
    context.progress(40);
    context.progress(80);
    return { ok: true };
  }
}

class NoParams {}

/** Runs until it is stopped. */
@TaskHandler({ type: 'bench.wait', title: { zh: '等待', en: 'Wait' }, params: NoParams, timeoutMs: 3_600_000 })
export class WaitTask {
  async run(_params: NoParams, { signal }: TaskContext): Promise<never> {
    await once(signal, 'abort');
    throw signal.reason;
  }
}
