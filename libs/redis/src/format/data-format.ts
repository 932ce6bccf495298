/** In which form a library keeps its data: a number that grows with each change that another version could misread. */
export interface DataFormat {
  /** Whose data, e.g. `tasks`: part of the key that says in which form it is. */
  readonly owner: string;
  /** The form in which this program writes. */
  readonly version: number;
  /** The oldest form that it reads, and migrates from where it is not its own. */
  readonly oldestRead: number;
  /** A hash that is there wherever there is data: data of which nobody wrote the form is of the first. */
  readonly rootKey: string;
}

/** The form of the data that programs wrote before it was said. */
export const FIRST_FORMAT = 1;

/** What the keys of a format are called. */
export function formatKeys(prefix: string, { owner, rootKey }: Pick<DataFormat, 'owner' | 'rootKey'>): FormatKeys {
  return { format: `${prefix}:format:${owner}`, programs: `${prefix}:programs:${owner}`, root: rootKey };
}

/** See {@link formatKeys}. */
export interface FormatKeys {
  /** Hash: `version` of the data, `oldest` version a program must know to touch it, `restoring` while it is not whole. */
  readonly format: string;
  /** Hash: running programs by name, each with the version it knows and until when that counts. */
  readonly programs: string;
  readonly root: string;
}
