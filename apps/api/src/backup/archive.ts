import type { BackupEntry } from '@task-queue/redis';

/** The version of the file's own format, docs/operations.md: since 2 it has keys as they are, which readers of 1 know nothing of. */
export const ARCHIVE_VERSION = 2;

/** What stands in the first line of a backup. */
export interface ArchiveHead {
  /** {@link ARCHIVE_VERSION}, or an older one. */
  readonly taskQueueBackup: number;
  /** When it was begun, ISO 8601. */
  readonly at: string;
  /** The version of each library's data, by owner. */
  readonly formats: Readonly<Record<string, number>>;
}

/** An entry and whose it is. */
export interface ArchiveEntry extends BackupEntry {
  readonly part: string;
}

/** The line of an entry; its file follows in chunks, each `{"bytes":…}`, so many bytes and a line feed; the last has none. */
export interface EntryLine {
  readonly part: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly file?: true;
}

/** The line before a chunk of a file. */
export interface ChunkLine {
  readonly bytes: number;
}

/** The last line: only a whole backup has it. */
export interface EndLine {
  readonly end: true;
  readonly entries: number;
}
