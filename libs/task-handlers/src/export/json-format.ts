import type { TaskSummary } from '@task-queue/contracts';

/** A JSON array of tasks as the API gives them, one a line. */
export async function* encodeJson(batches: AsyncIterable<readonly TaskSummary[]>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const batch of batches) {
    yield (isFirst ? '[\n' : ',\n') + batch.map(toLine).join(',\n');
    isFirst = false;
  }
  yield isFirst ? '[]\n' : '\n]\n';
}

/** Half characters, which are no Unicode, and line breaks that JSON allows inside a text: not every reader takes them. */
function toLine(task: TaskSummary): string {
  const json = JSON.stringify(task, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
  return json.replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
