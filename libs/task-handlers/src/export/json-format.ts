import type { TaskSummary } from '@task-queue/contracts';

/** A JSON array of tasks as the API gives them, one a line. */
export async function* encodeJson(batches: AsyncIterable<readonly TaskSummary[]>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const batch of batches) {
    yield (isFirst ? '[\n' : ',\n') + batch.map((task) => JSON.stringify(task)).join(',\n');
    isFirst = false;
  }
  yield isFirst ? '[]\n' : '\n]\n';
}
