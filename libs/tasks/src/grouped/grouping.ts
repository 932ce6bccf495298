import type { TaskKeys } from '../record/keys.js';
import type { RunScript, ScriptName } from '../scripts/scripts.js';
import { Refusal, SentTogether } from './sent-together.js';

/** Which scripts go together with others, and by which. What a full Redis takes and what not are apart. */
const TOGETHER = {
  create: 'creates',
  start: 'attempts',
  lastProgress: 'attempts',
  complete: 'attempts',
  retry: 'attempts',
  fail: 'attempts',
  progress: 'reports',
} as const satisfies Partial<Record<ScriptName, ScriptName>>;

type Grouped = keyof typeof TOGETHER;

/** A call of a script. */
interface Call {
  readonly name: Grouped;
  readonly key: string;
  readonly args: readonly (string | number)[];
}

/**
 * Runs scripts, and those together that are called while an earlier one is under way: in one script, which does each as it would
 * be done alone.
 */
export function groupedRunner(run: RunScript, keys: TaskKeys): RunScript {
  const queueOf = (together: (typeof TOGETHER)[Grouped], key: string): SentTogether<Call, unknown> =>
    new SentTogether((calls) => runAll(run, together, key, calls));
  const queues = {
    creates: queueOf('creates', keys.meta),
    attempts: queueOf('attempts', keys.leases),
    reports: queueOf('reports', keys.leases),
  };
  return (name, key, ...args) => {
    if (!isGrouped(name)) {
      return run(name, key, ...args);
    }
    const characters = args.reduce<number>((sum, arg) => sum + String(arg).length, 0);
    return queues[TOGETHER[name]].ask({ name, key, args }, characters);
  };
}

function isGrouped(name: ScriptName): name is Grouped {
  return name in TOGETHER;
}

async function runAll(
  run: RunScript,
  together: (typeof TOGETHER)[Grouped],
  key: string,
  calls: readonly Call[],
): Promise<readonly unknown[]> {
  const [first] = calls;
  const answers =
    calls.length === 1 && first !== undefined
      ? [await run(first.name, first.key, ...first.args)]
      : ((await run(together, key, ...calls.flatMap(({ name, args }) => [name, args.length, ...args]))) as unknown[]);
  return answers.map(ownAnswer);
}

/** What one of several calls is answered: where its script broke off, the words of that. */
function ownAnswer(answer: unknown): unknown {
  return Array.isArray(answer) && answer[0] === 'failed' ? new Refusal(String(answer[1])) : answer;
}
