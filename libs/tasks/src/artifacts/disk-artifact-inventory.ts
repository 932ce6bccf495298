import type { Dirent } from 'node:fs';
import { mkdir, opendir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attemptNamed, isTaskFolder } from './artifact-key.js';
import type { ArtifactInventory, FoundFile } from './artifact-storage.js';

/** The file that says whose the folder is. */
const MARK = 'deployment';

const HALF_WRITTEN = /^(.+)\.[0-9a-f-]{36}\.partial$/;

/** What lies in the folder of a `DiskArtifactStorage`. */
export class DiskArtifactInventory implements ArtifactInventory {
  /** @param dir - absolute */
  constructor(private readonly dir: string) {}

  async claim(deployment: string): Promise<boolean> {
    await this.#writeMark(deployment, 'wx').catch(unless('EEXIST'));
    return (await this.#readMark()) === deployment;
  }

  async isClaimed(): Promise<boolean> {
    return (await this.#readMark().catch(unless('ENOENT'))) !== undefined;
  }

  async takeOver(deployment: string): Promise<void> {
    await this.#writeMark(deployment, 'w');
  }

  async #writeMark(deployment: string, flag: 'w' | 'wx'): Promise<void> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    await writeFile(join(this.dir, MARK), deployment, { flag, mode: 0o600 });
  }

  #readMark(): Promise<string> {
    return readFile(join(this.dir, MARK), 'utf8');
  }

  async *files(): AsyncGenerator<FoundFile> {
    for await (const group of entriesOf(this.dir)) {
      if (!group.isDirectory() || group.name.length !== 2) {
        continue;
      }
      for await (const folder of entriesOf(join(this.dir, group.name))) {
        if (folder.isDirectory() && isTaskFolder(folder.name) && folder.name.endsWith(group.name)) {
          yield* this.#filesOf(folder.name, join(this.dir, group.name, folder.name));
        }
      }
    }
  }

  async *#filesOf(taskId: string, folder: string): AsyncGenerator<FoundFile> {
    for await (const { name } of entriesOf(folder)) {
      const half = HALF_WRITTEN.exec(name)?.[1];
      const attempt = attemptNamed(half ?? name);
      if (attempt !== null) {
        const remove = async (): Promise<void> => {
          await rm(join(folder, name), { force: true });
          await rmdir(folder).catch(unless('ENOTEMPTY', 'EEXIST', 'ENOENT')); // the last one takes its folder along
        };
        yield { taskId, attempt, isWhole: half === undefined, remove };
      }
    }
  }
}

/** What a folder holds; nothing where it is not there, or no longer. */
async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  const entries = await opendir(folder).catch(unless('ENOENT'));
  if (entries !== undefined) {
    yield* entries;
  }
}

/** Lets an error of one of these codes pass. */
function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
  };
}
