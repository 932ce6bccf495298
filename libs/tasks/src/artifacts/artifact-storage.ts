import type { Readable, Writable } from 'node:stream';

/** Which file: the one an attempt of a task wrote. */
export interface ArtifactKey {
  readonly taskId: string;
  readonly attempt: number;
}

/** A part of a file: its first and last byte, both included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How a browser is to take a file that it fetches from the storage itself. */
export interface DownloadAs {
  readonly contentType: string;
  /** Its name, as `Content-Disposition` says it. */
  readonly disposition: string;
}

/** A file that lies in a storage, whole or half-written. */
export interface FoundFile extends ArtifactKey {
  /** Whether it was written to its end, so that it can be read. */
  readonly isWhole: boolean;
  /** Deletes this very file; nothing happens when it is gone by now. */
  remove(): Promise<void>;
}

/** What lies in a storage, for whoever looks for files that belong to nobody. */
export interface ArtifactInventory {
  /**
   * Whether the storage is this deployment's: whoever claims it first has it, until somebody deletes the mark. Else two
   * deployments that share a place by mistake would delete each other's files.
   *
   * @param deployment - the same text in all processes of one deployment, and another one in every other
   */
  claim(deployment: string): Promise<boolean>;
  /** Whether any deployment has claimed it. */
  isClaimed(): Promise<boolean>;
  /** Makes it this deployment's, whoever had it: what a restore does, for its files are those of the backup. */
  takeOver(deployment: string): Promise<void>;
  /** Each file, in any order; what the storage did not write itself is left out. */
  files(): AsyncIterable<FoundFile>;
}

/**
 * Where artifacts are kept. The disk is one; an object store is another, bound to {@link ARTIFACT_STORAGE}. A key
 * holds no text from outside, so no file name of a person's ever becomes part of a path.
 */
export interface ArtifactStorage {
  /** Opens the attempt's file for writing, empty. The file is whole once the stream has finished. */
  write(key: ArtifactKey): Promise<Writable>;
  /** Opens it, or a part of it, for reading; `null` when there is none. */
  read(key: ArtifactKey, range?: ByteRange): Promise<Readable | null>;
  /** Deletes one attempt's file; nothing happens when there is none. */
  discard(key: ArtifactKey): Promise<void>;
  /** Deletes every file of a task. */
  removeAll(taskId: string): Promise<void>;
  /** What lies there. Left out: what a process leaves that dies is not looked for. */
  readonly inventory?: ArtifactInventory;
  /**
   * An address at which a browser fetches a file from the storage itself, for a while: then downloads by signed addresses
   * are led there. Left out: they are streamed.
   */
  addressOf?(key: ArtifactKey, as: DownloadAs): Promise<string>;
}

/** Injection token of the {@link ArtifactStorage} in use. */
export const ARTIFACT_STORAGE = Symbol('ArtifactStorage');
