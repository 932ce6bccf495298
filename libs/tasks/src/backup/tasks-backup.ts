import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KeysBackup, type BackupEntry, type BackupPart } from '@task-queue/redis';
import type { Redis } from 'ioredis';
import type { ArtifactStorage } from '../artifacts/artifact-storage.js';
import { deploymentMark } from '../artifacts/deployment-mark.js';
import type { Clock } from '../domain/clock.js';
import { tasksFormat } from '../format/tasks-format.js';
import { indexedBy } from '../index/task-terms.js';
import { decodeCore, isReadable, type StoredArtifact } from '../record/codec.js';
import { fieldsOf } from '../record/fields.js';
import { TaskKeys } from '../record/keys.js';
import { SchedulesBackup, type ScheduleData } from '../schedules/schedules-backup.js';
import { decodeSchedule } from '../schedules/schedule-record.js';
import { keyIdOf } from '../secrets/key-ring.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';

/** Tasks looked up at once; of these one at a time is read. */
const LISTED_AT_ONCE = 500;

/** Tasks put back in one step, and how long their JSON may be, so that nothing waits for long. */
const [RESTORED_AT_ONCE, RESTORED_LENGTH] = [50, 1_000_000];

/** What operators have set, and people's views. */
const KEPT_KEYS = ['control', 'shared-views', 'views:*'];

/** A task as a backup has it: its record and its log, flat lists of fields and values. */
interface TaskData {
  readonly id: string;
  readonly record: readonly string[];
  readonly log: readonly string[];
}

/** What a backup could not take along as it should be, so far. */
export interface BackupDamage {
  /** Tasks whose records cannot be read. */
  readonly records: number;
  /** Tasks whose file is gone from the storage. */
  readonly files: number;
}

/**
 * Tasks and schedules in a backup: records, logs, files; pauses, slots, limits and views. Index, counts, lanes, leases and due set follow from the records and are made anew; the
 * event log, idempotency keys and the secret of download addresses stay behind.
 */
export class TasksBackup implements BackupPart {
  readonly format;
  readonly #keys: TaskKeys;
  readonly #run: RunScript;
  readonly #kept: KeysBackup;
  #tasks = 0;
  #files = 0;
  readonly #schedules: SchedulesBackup;
  #damage: BackupDamage = { records: 0, files: 0 };
  readonly #sealed = new Map<string, number>();
  #waiting: unknown[] = [];
  #waitingLength = 0;

  /** @param besides - names of further keys that are to come along as they are */
  constructor(
    private readonly redis: Redis,
    clock: Clock,
    prefix: string,
    private readonly artifacts: ArtifactStorage,
    besides: readonly string[] = [],
  ) {
    this.format = tasksFormat(prefix);
    this.#keys = new TaskKeys(prefix);
    this.#run = scriptRunner(redis, clock, prefix);
    this.#schedules = new SchedulesBackup(redis, clock, prefix);
    this.#kept = new KeysBackup(redis, prefix, [...KEPT_KEYS, ...besides]);
  }

  /** How many tasks were read so far. */
  get tasks(): number {
    return this.#tasks;
  }

  /** How many of them have a file. */
  get files(): number {
    return this.#files;
  }

  get damage(): BackupDamage {
    return this.#damage;
  }

  /** How many tasks and schedules have secrets that are sealed with a key, by its id. */
  get sealedWith(): ReadonlyMap<string, number> {
    return this.#sealed;
  }

  /**
   * What operators have set, for tasks wait by it when they are put back; then tasks; schedules last: a tick meanwhile has moved its
   * schedule on, and its task, which is not in the backup, does not come twice.
   */
  async *entries(): AsyncGenerator<BackupEntry> {
    yield* this.#kept.entries();
    yield* this.#entriesOfTasks();
    for await (const entry of this.#schedules.entries()) {
      this.#countSecrets(secretsOfSchedule(entry.data as unknown as ScheduleData)); // what it wrote
      yield entry;
    }
  }

  #countSecrets(sealed: string | undefined): void {
    if (sealed !== undefined) {
      const id = keyIdOf(sealed);
      this.#sealed.set(id, (this.#sealed.get(id) ?? 0) + 1);
    }
  }

  /** From the oldest on, up to the newest of when it was begun; those that are deleted meanwhile are left out. */
  async *#entriesOfTasks(): AsyncGenerator<BackupEntry> {
    const newest = Number((await this.redis.hget(this.#keys.meta, 'number')) ?? 0);
    const facets = JSON.stringify([['all', '']]);
    for (let above = 0; above < newest;) {
      const flat = (await this.#run('oldest', this.#keys.meta, facets, above, LISTED_AT_ONCE)) as (string | number)[];
      for (let i = 0; i < flat.length; i += 4) {
        above = flat[i + 3] as number;
        const entry = above <= newest ? await this.#entryOf(flat[i] as string) : null;
        if (entry !== null) {
          this.#tasks += 1;
          this.#files += entry.file === undefined ? 0 : 1;
          yield entry;
        }
      }
      if (flat.length === 0) {
        return;
      }
    }
  }

  async restore(entry: BackupEntry): Promise<void> {
    if (await this.#kept.restore(entry)) {
      return;
    }
    const { data, file } = entry;
    if ('schedule' in data) {
      this.#countSecrets(secretsOfSchedule(data as unknown as ScheduleData));
      return this.#schedules.restore(data as unknown as ScheduleData); // what `entries` wrote
    }
    const { id, record, log } = data as unknown as TaskData; // what `entries` wrote
    const fields = fieldsOf(record);
    this.#countSecrets(fields['x']);
    const artifact = artifactOf(fields);
    if (file !== undefined && artifact !== null) {
      await pipeline(Readable.from(file), await this.artifacts.write({ taskId: id, attempt: artifact.attempt }));
    }
    const { head } = decodeCore(fields['h'] ?? '', fields['s'] ?? '');
    this.#waiting.push([id, record, log, indexedBy(head)]);
    this.#waitingLength += record.join('').length + log.join('').length;
    if (this.#waiting.length >= RESTORED_AT_ONCE || this.#waitingLength >= RESTORED_LENGTH) {
      await this.#restoreWaiting();
    }
  }

  async finish(): Promise<void> {
    await this.#restoreWaiting();
    // Who follows the event log from before learns that what was between is not there.
    const events = `${this.#keys.prefix}:events`;
    await this.redis.xadd(events, '*', 'n', 'restored');
    await this.redis.xtrim(events, 'MAXLEN', 0);
    // What lies there besides the files of the backup belongs to no task.
    const secret = await this.#run('secret', this.#keys.secret, randomBytes(32).toString('base64'));
    await this.artifacts.inventory?.takeOver(deploymentMark(secret as string));
  }

  async #restoreWaiting(): Promise<void> {
    const tasks = JSON.stringify(this.#waiting);
    this.#waiting = [];
    this.#waitingLength = 0;
    await this.#run('restore', this.#keys.meta, tasks);
  }

  /** The task at one moment, with its file; `null` where it is gone, or its record cannot be read. */
  async #entryOf(id: string): Promise<BackupEntry | null> {
    const read = async (): Promise<readonly [readonly string[], readonly string[]]> =>
      (await this.#run('get', this.#keys.record(id), id)) as [string[], string[]];
    const [record, log] = await read();
    const fields = fieldsOf(record);
    if (record.length === 0) {
      return null;
    }
    if (!isReadable(fields)) {
      this.#damage = { ...this.#damage, records: this.#damage.records + 1 };
      return null;
    }
    this.#countSecrets(fields['x']);
    const data = { id, record, log };
    const artifact = artifactOf(fields);
    if (artifact === null) {
      return { data };
    }
    const file = await this.artifacts.read({ taskId: id, attempt: artifact.attempt });
    if (file !== null) {
      return { data, file };
    }
    if ((await read())[0].length === 0) {
      return null; // it was deleted with its file in between
    }
    this.#damage = { ...this.#damage, files: this.#damage.files + 1 };
    return { data };
  }
}

function secretsOfSchedule({ schedule, record }: ScheduleData): string | undefined {
  return decodeSchedule(schedule, record).definition.secrets;
}

function artifactOf({ f = 'null' }: Readonly<Record<string, string>>): StoredArtifact | null {
  try {
    const artifact = JSON.parse(f) as StoredArtifact | null;
    return Number.isSafeInteger(artifact?.attempt) ? artifact : null;
  } catch {
    return null; // somebody else wrote it: the task has no file
  }
}
