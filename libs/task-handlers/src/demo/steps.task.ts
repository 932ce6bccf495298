import { setTimeout as elapsed } from 'node:timers/promises';
import { TaskHandler, TaskParam, type TaskContext } from '@task-queue/tasks';
import { IsInt, Max, Min } from 'class-validator';
import { counted, textsFor } from '../handler-texts.js';
import { untilAborted } from '../until-aborted.js';

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
  async run({ steps, stepMs }: StepsParams, context: TaskContext): Promise<{ readonly steps: number }> {
    const { signal } = context;
    const { pick, number } = textsFor(context);
    for (let step = 1; step <= steps; step += 1) {
      await untilAborted(elapsed(stepMs, undefined, { signal }), signal);
      const text = { zh: `第 ${number(step)} / ${number(steps)} 步`, en: `Step ${number(step)} of ${number(steps)}` };
      context.progress((step / steps) * 100, pick(text));
      context.log(pick(text));
    }
    context.summary(pick({ zh: `完成 ${number(steps)} 步`, en: `${counted(steps, 'step', 'steps')} done` }));
    return { steps };
  }
}
