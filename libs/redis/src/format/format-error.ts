/** The data in Redis and this program do not go together. The message says why, and what helps. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}
