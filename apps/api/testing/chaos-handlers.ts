import { appendFileSync } from 'node:fs';
import { setTimeout as elapsed } from 'node:timers/promises';
import { TaskHandler, type TaskContext } from '@task-queue/tasks';
import { IsIn, IsInt, Max, Min } from 'class-validator';

/**
 * A line of the journal: what a handler did, written outside Redis and before anybody can lose it. One `append` of
 * less than a page is whole even when the process is killed right after, or when several processes write at once.
 */
function write(what: 'began' | 'returned' | 'threw', { taskId, attempt }: TaskContext, lane: string): void {
  const line = { what, taskId, attempt, lane, pid: process.pid, atMs: Date.now() };
  appendFileSync(process.env['CHAOS_JOURNAL']!, `${JSON.stringify(line)}\n`); // chaos-main.ts refuses to start without
}

/** Params of `chaos.work`. */
class WorkParams {
  @IsInt()
  @Min(0)
  @Max(120_000)
  readonly workMs: number = 50;

  /** Progress is said so many times on the way. */
  @IsInt()
  @Min(1)
  @Max(100)
  readonly steps: number = 1;

  /** The first so many attempts throw. */
  @IsInt()
  @Min(0)
  @Max(100)
  readonly failures: number = 0;

  /** The lane it was put in, for the journal. */
  @IsIn(['high', 'normal', 'low'])
  readonly lane: string = 'normal';
}

/** Works on whatever happens, its signal's abort included, so that the late words of an attempt are really said. */
@TaskHandler({
  type: 'chaos.work',
  title: { zh: '演练', en: 'Work under fire' },
  params: WorkParams,
  maxRetries: 20,
  backoff: { delayMs: 100, maxDelayMs: 1_000 },
})
export class WorkTask {
  async run({ workMs, steps, failures, lane }: WorkParams, context: TaskContext): Promise<object> {
    write('began', context, lane);
    for (let step = 1; step <= steps; step += 1) {
      await elapsed(workMs / steps);
      context.progress((step / steps) * 100, `${step} / ${steps}`);
    }
    if (context.attempt <= failures) {
      write('threw', context, lane);
      throw new Error(`Attempt ${context.attempt} fails as it was told to`);
    }
    write('returned', context, lane);
    return { attempt: context.attempt, pid: process.pid };
  }
}

/** Params of `chaos.block`. */
class BlockParams {
  /** For how long nothing else happens in its process. */
  @IsInt()
  @Min(0)
  readonly blockMs: number = 1_000;
}

/** Blocks the event loop of its worker, as work without an `await` does. */
@TaskHandler({ type: 'chaos.block', title: { zh: '阻塞', en: 'Block' }, params: BlockParams })
export class BlockTask {
  run({ blockMs }: BlockParams, context: TaskContext): object {
    write('began', context, 'normal');
    const untilMs = performance.now() + blockMs;
    while (performance.now() < untilMs); // busy, not asleep
    write('returned', context, 'normal');
    return { pid: process.pid };
  }
}

/** Params of `chaos.poison`: none. */
class PoisonParams {}

/** Kills its worker's process every time it runs. */
@TaskHandler({ type: 'chaos.poison', title: { zh: '毒任务', en: 'Poison' }, params: PoisonParams, maxRetries: 2 })
export class PoisonTask {
  async run(_params: PoisonParams, context: TaskContext): Promise<void> {
    write('began', context, 'normal');
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined); // it never gets any further
  }
}
