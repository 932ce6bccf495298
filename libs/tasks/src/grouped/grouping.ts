import { ReplyError } from 'ioredis';
import type { TaskKeys } from '../record/keys.js';
import type { RunScript, ScriptName } from '../scripts/scripts.js';

/** An error that Redis answered with. */
const Refusal = ReplyError as new (message: string) => Error; // ioredis does not declare it

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

/** Most calls that one script takes, and most of their text: Redis does nothing else meanwhile. */
const MOST_CALLS = 64;
const MOST_CHARACTERS = 1024 * 1024;

/** A call that waits for an answer. */
interface Call {
  readonly name: Grouped;
  readonly key: string;
  readonly args: readonly (string | number)[];
  readonly characters: number;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/**
 * Runs scripts, and those together that are called while an earlier one is under way: what a process has to say to a Redis
 * that is busy with its last word goes in one script, which does each as it would be done alone. Where nothing is under way
 * a script goes at once.
 */
export function groupedRunner(run: RunScript, keys: TaskKeys): RunScript {
  const queues = { creates: new Queue(run, 'creates', keys.meta), attempts: new Queue(run, 'attempts', keys.leases), reports: new Queue(run, 'reports', keys.leases) }; // prettier-ignore
  return (name, key, ...args) =>
    isGrouped(name) ? queues[TOGETHER[name]].call(name, key, args) : run(name, key, ...args);
}

function isGrouped(name: ScriptName): name is Grouped {
  return name in TOGETHER;
}

/** Calls that one script takes. */
class Queue {
  #waiting: Call[] = [];
  #isUnderWay = false;

  constructor(
    private readonly run: RunScript,
    private readonly together: (typeof TOGETHER)[Grouped],
    private readonly key: string,
  ) {}

  call(name: Grouped, key: string, args: readonly (string | number)[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const characters = args.reduce<number>((sum, arg) => sum + String(arg).length, 0);
      this.#waiting.push({ name, key, args, characters, resolve, reject });
      if (!this.#isUnderWay) {
        this.#sendNext();
      }
    });
  }

  #sendNext(): void {
    const calls = this.#take();
    const [first] = calls;
    if (first === undefined) {
      return;
    }
    this.#isUnderWay = true;
    const answers =
      calls.length === 1
        ? this.run(first.name, first.key, ...first.args).then((answer) => [answer])
        : (this.run(this.together, this.key, ...calls.flatMap(({ name, args }) => [name, args.length, ...args])) as Promise<unknown[]>); // prettier-ignore
    answers.then(
      (all) => {
        this.#isUnderWay = false;
        this.#sendNext(); // Redis has something to do while the callers go on
        calls.forEach((call, i) => settle(call, all[i]));
      },
      (error: unknown) => {
        this.#isUnderWay = false;
        // Who waited behind a connection that broke has waited as long as it may; nothing of theirs was sent.
        const others = error instanceof Refusal ? [] : this.#waiting.splice(0);
        [...calls, ...others].forEach((call) => call.reject(error));
        this.#sendNext();
      },
    );
  }

  /** As many as go together, in the order in which they were called. */
  #take(): readonly Call[] {
    let characters = 0;
    const tooMuch = this.#waiting.findIndex((call, i) => {
      characters += call.characters;
      return i > 0 && (i >= MOST_CALLS || characters > MOST_CHARACTERS);
    });
    return this.#waiting.splice(0, tooMuch === -1 ? MOST_CALLS : tooMuch);
  }
}

function settle(call: Call, answer: unknown): void {
  if (Array.isArray(answer) && answer[0] === 'failed') {
    call.reject(new Refusal(String(answer[1])));
  } else {
    call.resolve(answer);
  }
}
