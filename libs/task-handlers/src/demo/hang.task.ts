import { TaskHandler, TaskParam, type TaskContext } from '@task-queue/tasks';
import { IsBoolean } from 'class-validator';
import { untilAborted } from '../until-aborted.js';

/** Params of `demo.hang`. */
export class HangParams {
  @TaskParam({
    title: { zh: '忽略中止信号', en: 'Ignore the signal' },
    description: { zh: '超时或停机时也不停下', en: 'Go on at the deadline and at shutdown' },
  })
  @IsBoolean()
  readonly ignoreSignal: boolean = false;
}

/** Never returns: for trying out timeouts. */
@TaskHandler({
  type: 'demo.hang',
  title: { zh: '演示：卡住', en: 'Demo: hang' },
  description: { zh: '永不返回，直到超时', en: 'Never returns, until its time is up' },
  params: HangParams,
  timeoutMs: 5_000,
  maxRetries: 0,
})
export class HangTask {
  /** Waits for nothing that would keep the process alive. */
  run({ ignoreSignal }: HangParams, { signal }: TaskContext): Promise<never> {
    const never = Promise.withResolvers<never>().promise;
    return ignoreSignal ? never : untilAborted(never, signal);
  }
}
