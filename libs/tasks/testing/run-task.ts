import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { TaskContext } from '../src/handlers/task-context.js';
import { TASK_HANDLER_METADATA, type TaskHandlerOptions } from '../src/handlers/task-handler.js';
import { validateParams } from '../src/handlers/validate-params.js';

/** What of the context a test chooses; the rest has defaults. */
export interface RunTaskOverrides extends Partial<
  Pick<TaskContext, 'taskId' | 'attempt' | 'createdBy' | 'locale' | 'signal'>
> {
  /** Where the artifact is written; in memory when left out. */
  readonly artifactPath?: string;
}

/** What a handler said and made. */
export interface TaskRunReport<Result> {
  readonly result: Result;
  /** Every call of `progress`, as it was made. */
  readonly progress: readonly { readonly percent: number; readonly text: string | undefined }[];
  readonly log: readonly string[];
  readonly summary: string | null;
  /** The file; its content is empty when it went to `artifactPath`. */
  readonly artifact: { readonly name: string; readonly contentType: string; readonly content: Buffer } | null;
}

interface HandlerOf<Params extends object, Result> {
  run(params: Params, context: TaskContext): Result | Promise<Result>;
}

/**
 * Runs one attempt of a handler as the engine would, without Redis: its params validated and given their defaults, a
 * context that remembers what it was told. Rejects with what the handler throws.
 *
 * @example
 * ```ts
 * const { result, progress } = await runTask(new GreetTask(), { name: 'Ada' });
 * ```
 * @throws ValidationError for params that creating the task would refuse
 */
export async function runTask<Params extends object, Result>(
  handler: HandlerOf<Params, Result>,
  params: Partial<Params> = {},
  { artifactPath, ...overrides }: RunTaskOverrides = {},
): Promise<TaskRunReport<Result>> {
  const options = Reflect.getMetadata(TASK_HANDLER_METADATA, handler.constructor) as
    TaskHandlerOptions<Params> | undefined;
  if (!options) {
    throw new Error(`${handler.constructor.name} is no task handler: decorate it with @TaskHandler`);
  }
  const progress: { percent: number; text: string | undefined }[] = [];
  const log: string[] = [];
  const pieces: Buffer[] = [];
  let summary: string | null = null;
  let file: { readonly name: string; readonly contentType: string; readonly stream: Writable } | undefined;

  const context: TaskContext = {
    taskId: randomUUID(),
    attempt: 1,
    createdBy: { id: 'creator', username: 'creator', roles: ['user'] },
    locale: 'zh-CN',
    signal: new AbortController().signal,
    ...overrides,
    progress: (percent, text) => void progress.push({ percent, text }),
    log: (line) => void log.push(line),
    summary: (line) => {
      summary = line;
    },
    artifact: (name, contentType) => {
      if (file) {
        throw new Error('A task has one artifact: context.artifact() was called twice');
      }
      const stream = artifactPath === undefined ? collect(pieces) : createWriteStream(artifactPath);
      file = { name, contentType, stream };
      return stream;
    },
  };

  try {
    const result = await handler.run(validateParams(options.params, params), context);
    if (file) {
      await finished(file.stream.end());
    }
    const artifact = file && { name: file.name, contentType: file.contentType, content: Buffer.concat(pieces) };
    return { result, progress, log, summary, artifact: artifact ?? null };
  } catch (error) {
    file?.stream.destroy();
    throw error;
  }
}

function collect(pieces: Buffer[]): Writable {
  return new Writable({
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(piece);
      done();
    },
  });
}
