import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TaskSummary } from '@task-queue/contracts';

/** A JSON array of tasks as the API gives them, one a line. */
export async function writeJson(tasks: AsyncIterable<TaskSummary>, file: Writable): Promise<void> {
  await pipeline(async function* () {
    let separator = '[\n';
    for await (const task of tasks) {
      yield separator + JSON.stringify(task);
      separator = ',\n';
    }
    yield separator === '[\n' ? '[]\n' : '\n]\n';
  }, file);
}
