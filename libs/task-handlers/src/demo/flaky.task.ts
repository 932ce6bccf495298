import { TaskHandler, TaskParam, type TaskContext } from '@task-queue/tasks';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

/** Params of `demo.flaky`. */
export class FlakyParams {
  @TaskParam({
    title: { zh: '失败次数', en: 'Failures' },
    description: { zh: '前几次执行会失败', en: 'How many attempts fail before one succeeds' },
  })
  @IsInt()
  @Min(0)
  @Max(20)
  readonly failures: number = 2;

  @TaskParam({ title: { zh: '错误信息', en: 'Error message' } })
  @IsString()
  @MaxLength(2_000)
  readonly message: string = 'flaky';
}

/** Fails its first attempts, then succeeds. Attempts count over the task's whole life, retries by hand included. */
@TaskHandler({
  type: 'demo.flaky',
  title: { zh: '演示：时好时坏', en: 'Demo: flaky' },
  description: { zh: '先失败若干次，然后成功', en: 'Fails a number of times, then succeeds' },
  params: FlakyParams,
  maxRetries: 3,
  backoff: { delayMs: 500 },
})
export class FlakyTask {
  run({ failures, message }: FlakyParams, context: TaskContext): { attempts: number } {
    if (context.attempt <= failures) {
      throw new Error(message);
    }
    return { attempts: context.attempt };
  }
}
