import { IsString, MaxLength } from 'class-validator';
import { ValidationError } from '@task-queue/problems';
import type { TaskContext } from '../src/handlers/task-context.js';
import { TaskHandler } from '../src/handlers/task-handler.js';
import { TaskParam } from '../src/handlers/task-param.js';
import { runTask } from './run-task.js';

class CountWordsParams {
  @TaskParam({ title: { zh: '文本', en: 'Text' } })
  @IsString()
  @MaxLength(10_000)
  readonly text: string = 'one two';
}

@TaskHandler({ type: 'words.count', title: { zh: '数词', en: 'Count words' }, params: CountWordsParams })
class CountWordsTask {
  run({ text }: CountWordsParams, context: TaskContext): { words: number } {
    context.signal.throwIfAborted();
    const words = text.split(/\s+/).filter(Boolean);
    context.log(`attempt ${context.attempt}`);
    context.artifact('words.txt', 'text/plain').write(words.join('\n'));
    context.progress(100, 'counted');
    context.summary(`${words.length} words`);
    return { words: words.length };
  }
}

class NoHandler {
  run(): void {
    throw new Error('never called');
  }
}

describe('runTask', () => {
  test('gives back all that a handler said and made', async () => {
    const report = await runTask(new CountWordsTask(), { text: 'to be or not' }, { attempt: 2 });
    expect(report).toEqual({
      result: { words: 4 },
      progress: [{ percent: 100, text: 'counted' }],
      log: ['attempt 2'],
      summary: '4 words',
      artifact: { name: 'words.txt', contentType: 'text/plain', content: Buffer.from('to\nbe\nor\nnot') },
    });
  });

  test('fills in the defaults, and refuses params that creating the task would refuse', async () => {
    const { result } = await runTask(new CountWordsTask());
    expect(result).toEqual({ words: 2 });
    await expect(runTask(new CountWordsTask(), { text: 5 as unknown as string })).rejects.toBeInstanceOf(
      ValidationError,
    );
  });

  test('rejects with what the handler throws', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(runTask(new CountWordsTask(), {}, { signal })).rejects.toThrow('too late');
  });

  test('names a class that is no handler', async () => {
    await expect(runTask(new NoHandler())).rejects.toThrow('NoHandler is no task handler');
  });
});
