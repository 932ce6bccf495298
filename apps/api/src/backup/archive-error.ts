/** A file that is no backup, or not a whole one. The message is for whoever named it. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}
