import { plainLine } from '@task-queue/contracts';
import { messageOf } from '../domain/error-text.js';
import type { TextMask } from '../secrets/text-mask.js';
import { AttemptError, truncate } from '../domain/failure.js';
import { MAX_GIST_LENGTH, MAX_RESULT_BYTES } from '../domain/limits.js';

/** What a handler returned, as JSON, without what is secret. @throws AttemptError where it is none, or too large */
export function serializeResult(value: unknown, mask: TextMask): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
    if (json !== undefined && !mask.isEmpty) {
      json = JSON.stringify(mask.value(JSON.parse(json)));
    }
  } catch (error) {
    throw new AttemptError('RESULT_INVALID', `The result is not JSON: ${messageOf(error)}`, false);
  }
  const result = json ?? 'null';
  const sizeBytes = Buffer.byteLength(result);
  if (sizeBytes > MAX_RESULT_BYTES) {
    const message = `The result has ${sizeBytes} bytes, more than ${MAX_RESULT_BYTES}: write it with context.artifact()`;
    throw new AttemptError('RESULT_TOO_LARGE', message, false);
  }
  return result;
}

/** The line a person reads where the handler gave none. @param json - the value as it is kept */
export function gistOf(value: unknown, json: string, mask: TextMask): string | null {
  if (json === 'null') {
    return null;
  }
  return gistLine(typeof value === 'string' ? mask.text(value) : json);
}

/** A text as the line that is read of a result. */
export function gistLine(text: string): string {
  return truncate(plainLine(text.slice(0, MAX_GIST_LENGTH + 1)), MAX_GIST_LENGTH);
}
