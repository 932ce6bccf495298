import type { DataFormat } from '../format/data-format.js';

/** One thing of a backup, e.g. a task: what is to be said of it as JSON, and a file where it has one. */
export interface BackupEntry {
  readonly data: Readonly<Record<string, unknown>>;
  /** Read once, before the next entry is asked for. */
  readonly file?: AsyncIterable<Uint8Array>;
}

/** What a library puts into a backup, and takes from one. It keeps no more in memory than some entries at a time. */
export interface BackupPart {
  /** Its owner names the part. */
  readonly format: DataFormat;
  /**
   * What is there, entry by entry, while others change it: all that was there when it was asked for and is still there when it is
   * come to, each as it was at one moment.
   */
  entries(): AsyncIterable<BackupEntry>;
  /** Takes an entry back, in the order in which they were given. Some may wait for {@link finish}. */
  restore(entry: BackupEntry): Promise<void>;
  /** There are no more: what waits is written. */
  finish(): Promise<void>;
}
