import { TaskHandler, TaskParam, type TaskContext } from '@task-queue/tasks';
import { IsBoolean } from 'class-validator';

/** Params of `demo.hang`. */
export class HangParams {
  @TaskParam({ title: { zh: '忽略中止信号', en: 'Ignore the signal' } })
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
  run({ ignoreSignal }: HangParams, context: TaskContext): Promise<never> {
    return new Promise((_resolve, reject) => {
      if (!ignoreSignal) {
        context.signal.addEventListener('abort', () => reject(context.signal.reason as Error), { once: true });
      }
    });
  }
}
