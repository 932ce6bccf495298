import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readDoors, readProjects, rootDir, type Project } from './workspace.mjs';

/** What a test needs around it. */
export type Kind = 'unit' | 'page' | 'integration';

/** A file of tests that Jest runs, from the workspace's folder. */
export interface TestFile {
  readonly file: string;
  readonly kind: Kind;
}

/** A test that says one of these, or imports what does, uses a real Redis or starts programs. */
const IS_INTEGRATION = /\bTEST_REDIS_URL\b|'node:child_process'/;
const IMPORT = /^(?:import|export)\b(?! type\b)[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gms;

/**
 * Every file of tests but those for a browser, with what it needs: `page` where its project runs in browsers,
 * `integration` where it or what it imports uses a real Redis or starts programs, else `unit`.
 */
export function findTestFiles(root = rootDir): TestFile[] {
  const files = new SourceFiles(root);
  const kindOf = (project: Project, file: string): Kind =>
    project.platform === 'browser' ? 'page' : files.isIntegration(file) ? 'integration' : 'unit';
  return readProjects(root)
    .filter(({ type }) => type !== 'e2e')
    .flatMap((project) =>
      readdirSync(join(root, project.root), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.spec.ts'))
        .map((file) => join(project.root, file))
        .map((file) => ({ file, kind: kindOf(project, file) })),
    );
}

/** Reads which file imports which; each is read once. */
class SourceFiles {
  readonly #root: string;
  readonly #doors: ReadonlyMap<string, string>;
  readonly #read = new Map<string, { readonly isIntegration: boolean; readonly imports: readonly string[] }>();

  constructor(root: string) {
    this.#root = root;
    this.#doors = new Map(readDoors(root).map(({ name, file }) => [name, file]));
  }

  isIntegration(file: string): boolean {
    const seen = new Set<string>();
    const waiting = [file];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!seen.has(next)) {
        seen.add(next);
        const { isIntegration, imports } = this.#readFile(next);
        if (isIntegration) {
          return true;
        }
        waiting.push(...imports);
      }
    }
    return false;
  }

  #readFile(file: string): { readonly isIntegration: boolean; readonly imports: readonly string[] } {
    let found = this.#read.get(file);
    if (found === undefined) {
      const text = readFileSync(join(this.#root, file), 'utf8');
      const imports = [...text.matchAll(IMPORT)].flatMap(([, name, dynamic]) =>
        this.#resolve(file, (name ?? dynamic)!),
      );
      found = { isIntegration: IS_INTEGRATION.test(text), imports };
      this.#read.set(file, found);
    }
    return found;
  }

  /** The file behind an import of ours, none for a package. */
  #resolve(from: string, imported: string): string[] {
    const file = imported.startsWith('.') ? join(dirname(from), imported) : this.#doors.get(imported);
    return [file, file?.replace(/\.js$/, '.ts')]
      .filter((path) => path !== undefined && /\.[cm]?[jt]s$/.test(path) && existsSync(join(this.#root, path)))
      .slice(0, 1) as string[]; // undefined was dropped above
  }
}
