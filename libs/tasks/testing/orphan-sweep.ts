import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { ArtifactStorage, FoundFile } from '../src/artifacts/artifact-storage.js';
import { deploymentMark } from '../src/artifacts/deployment-mark.js';
import { NeededFiles } from '../src/duties/needed-files.js';
import { OrphanSweep } from '../src/duties/orphan-sweep.js';
import type { TaskContext } from '../src/handlers/task-context.js';
import { TaskHandler } from '../src/handlers/task-handler.js';
import { TaskKeys } from '../src/record/keys.js';
import type { RedisFixture } from './redis-fixture.js';
import { OWNER, startTaskEngine } from './task-engine.js';

/** What the workers on a Redis claim their storage by. */
async function deploymentOf({ redis, prefix }: RedisFixture): Promise<string> {
  const { secret } = new TaskKeys(prefix);
  await redis.set(secret, randomBytes(32).toString('base64'), 'NX');
  return deploymentMark((await redis.get(secret))!);
}

/** A whole sweep of a storage for what belongs to no task of a Redis. @returns how many files it deleted */
export async function sweepOrphans(
  fixture: RedisFixture,
  { inventory }: ArtifactStorage,
  warn: (line: string) => void = () => undefined,
): Promise<number> {
  const sweep = new OrphanSweep({
    inventory,
    needed: new NeededFiles(fixture.redis, fixture.prefix),
    deployment: () => deploymentOf(fixture),
    logger: { log: () => undefined, warn },
  });
  return Number(await sweep.turn(async () => true));
}

/** What lies in a storage, as `task/attempt`, the half-written with a `~` at the end. */
export async function namesIn(storage: ArtifactStorage): Promise<readonly string[]> {
  const files: FoundFile[] = [];
  for await (const file of storage.inventory?.files() ?? []) {
    files.push(file);
  }
  return files.map(({ taskId, attempt, isWhole }) => `${taskId}/${attempt}${isWhole ? '' : '~'}`).sort();
}

class NoParams {}

@TaskHandler({
  type: 'test.race',
  title: { zh: '写文件', en: 'Write a file' },
  params: NoParams,
  maxRetries: 1,
  backoff: { delayMs: 1 },
})
class RaceTask {
  async run(_params: NoParams, context: TaskContext): Promise<void> {
    const { attempt, taskId } = context;
    const isInVain = attempt === 1 && taskId.charCodeAt(taskId.length - 1) % 3 === 0;
    async function* parts(): AsyncGenerator<string> {
      for (let part = 0; part < 20; part += 1) {
        yield randomBytes(16).toString('hex');
        await new Promise(setImmediate);
      }
      if (isInVain) {
        throw new Error('half a file');
      }
    }
    await pipeline(parts, context.artifact('race.txt', 'text/plain'));
  }
}

/**
 * Runs tasks that write files, some of them in vain at first, while a storage is swept without a pause.
 *
 * @returns the files it should hold then, those it holds, and how many tasks cannot be read to their end
 */
export async function raceSweep(
  artifacts: ArtifactStorage,
  tasks: number,
): Promise<{ readonly expected: readonly string[]; readonly found: readonly string[]; readonly broken: number }> {
  const engine = await startTaskEngine([RaceTask], { artifacts });
  try {
    let isOver = false;
    const sweeping = (async () => {
      while (!isOver) {
        await sweepOrphans(engine.fixture, artifacts);
      }
    })();
    const made = await Promise.all(Array.from({ length: tasks }, () => engine.create({ type: 'test.race' })));
    const ended = await Promise.all(made.map(({ id }) => engine.until(id, 'task:completed')));
    isOver = true;
    await sweeping;
    await sweepOrphans(engine.fixture, artifacts);
    let broken = 0;
    for (const { id, artifact } of ended) {
      const { stream } = await engine.tasks.artifact(OWNER, id);
      broken += (await text(stream)).length === artifact?.sizeBytes ? 0 : 1;
    }
    const expected = ended.map(({ id, attempts }) => `${id}/${attempts.length}`).sort();
    return { expected, found: await namesIn(artifacts), broken };
  } finally {
    await engine.stop();
  }
}
