import type { Overview, WorkerState } from '@task-queue/contracts';

/** From this share of failures among the tasks that ended on, something is wrong. */
const MANY_FAILURES = 0.1;

/** Fewer ends say nothing of a share. */
const FEWEST_ENDS = 10;

/** So late is an event loop that is blocked, in milliseconds. */
const LATE_LOOP_MS = 500;

/** What is not well; its text is `tasks.overview.trouble.<code>`. */
export interface Trouble {
  readonly code: 'noWorkers' | 'paused' | 'growing' | 'failures' | 'slowWorker' | 'gaps';
  readonly params: Readonly<Record<string, string | number>>;
}

/** What is not well by the numbers, the worst first. */
export function troublesOf(
  { steps, lanes, gaps }: Overview,
  workers: readonly WorkerState[] | null,
): readonly Trouble[] {
  const sum = (name: 'completed' | 'failed'): number => steps.reduce((total, step) => total + step[name], 0);
  const [failed, completed] = [sum('failed'), sum('completed')];
  const share = failed / (failed + completed);
  const hasNoSlots = lanes.length > 0 && lanes.every(({ slots }) => slots === 0);
  return [
    ...(hasNoSlots ? [{ code: 'noWorkers', params: {} } as const] : []),
    ...lanes.flatMap(({ lane, pause }) => (pause ? [{ code: 'paused', params: { lane } } as const] : [])),
    // More wait wherever it is paused, and no slot would help.
    ...lanes.flatMap(({ lane, pause, drain }) =>
      !pause && drain === 'growing' ? [{ code: 'growing', params: { lane } } as const] : [],
    ),
    ...(failed + completed >= FEWEST_ENDS && share >= MANY_FAILURES
      ? [{ code: 'failures', params: { percent: Math.round(share * 100), count: failed } } as const]
      : []),
    ...(workers ?? []).flatMap(({ host, process, eventLoopDelayMs }) =>
      eventLoopDelayMs !== null && eventLoopDelayMs >= LATE_LOOP_MS
        ? [{ code: 'slowWorker', params: { worker: `${host}:${process}`, late: `${eventLoopDelayMs} ms` } } as const]
        : [],
    ),
    ...(gaps.length > 0 ? [{ code: 'gaps', params: {} } as const] : []),
  ];
}
