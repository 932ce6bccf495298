/** A project, as its `project.json` has it. */
export interface Project {
  readonly name: string;
  /** Its folder, from the workspace's. */
  readonly root: string;
  readonly tags: readonly string[];
  /** The value of its tag `type:…`; undefined where it has none, or several. */
  readonly type: string | undefined;
  /** `any`, `browser` or `node`, by its tag `platform:…`. */
  readonly platform: string | undefined;
  /** What Nx can do with it. */
  readonly targets: readonly string[];
}

/** A name that other projects import a library by, and the file behind it. */
export interface Door {
  readonly name: string;
  readonly file: string;
}

export declare const rootDir: string;
export declare function readProjects(root?: string): Project[];
export declare function readDoors(root?: string): Door[];
export declare function complaintsOfWorkspace(knownTags: readonly string[], root?: string): string[];
