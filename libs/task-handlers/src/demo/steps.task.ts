import { setTimeout as wait } from 'node:timers/promises';
import { TaskHandler, TaskParam, type TaskContext } from '@task-queue/tasks';
import { IsInt, Max, Min } from 'class-validator';

/** Params of `demo.steps`. */
export class StepsParams {
  @TaskParam({ title: { zh: '步数', en: 'Steps' } })
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly steps: number = 10;

  @TaskParam({ title: { zh: '每步毫秒', en: 'Milliseconds a step' } })
  @IsInt()
  @Min(0)
  @Max(60_000)
  readonly stepMs: number = 500;
}

/** Says how far it is after each of its steps. */
@TaskHandler({
  type: 'demo.steps',
  title: { zh: '演示：分步', en: 'Demo: steps' },
  description: { zh: '逐步完成并报告进度', en: 'Goes step by step and reports each' },
  params: StepsParams,
  timeoutMs: 3_600_000,
})
export class StepsTask {
  async run({ steps, stepMs }: StepsParams, context: TaskContext): Promise<{ steps: number }> {
    const isChinese = context.locale === 'zh-CN';
    for (let step = 1; step <= steps; step += 1) {
      await wait(stepMs, undefined, { signal: context.signal });
      context.progress((step / steps) * 100, isChinese ? `第 ${step} / ${steps} 步` : `Step ${step} of ${steps}`);
      context.log(`step ${step} done`);
    }
    context.summary(isChinese ? `完成 ${steps} 步` : `${steps} steps done`);
    return { steps };
  }
}
