/** A rule of `@nx/enforce-module-boundaries`: what a project with one tag may import. */
export interface ImportRule {
  readonly sourceTag: string;
  /** A library of ours needs one of these tags. */
  readonly onlyDependOnLibsWithTags: readonly string[];
  /** Packages that may be imported; where missing, any but those banned. */
  readonly allowedExternalImports?: readonly string[];
  readonly bannedExternalImports?: readonly string[];
}

export declare const depConstraints: readonly ImportRule[];
