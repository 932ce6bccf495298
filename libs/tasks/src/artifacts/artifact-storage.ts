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
}

/** Injection token of the {@link ArtifactStorage} in use. */
export const ARTIFACT_STORAGE = Symbol('ArtifactStorage');
