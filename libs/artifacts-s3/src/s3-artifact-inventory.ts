import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  attemptNamed,
  isTaskFolder,
  type ArtifactInventory,
  type ArtifactKey,
  type FoundFile,
} from '@task-queue/tasks';
import { faultOf, isMissing } from './s3-fault.js';
import type { S3Place } from './s3-place.js';

/** The object that says whose the place is. */
const MARK = 'deployment';

/** What lies in the place of an `S3ArtifactStorage`: objects, and uploads that nobody has ended. */
export class S3ArtifactInventory implements ArtifactInventory {
  constructor(
    private readonly client: S3Client,
    private readonly place: S3Place,
  ) {}

  async claim(deployment: string): Promise<boolean> {
    if (!(await this.isClaimed())) {
      await this.takeOver(deployment);
    }
    return (await this.#mark()) === deployment;
  }

  async isClaimed(): Promise<boolean> {
    return (await this.#mark()) !== null;
  }

  async takeOver(deployment: string): Promise<void> {
    try {
      await this.client.send(new PutObjectCommand({ ...this.#markPlace(), Body: deployment }));
    } catch (error) {
      throw faultOf(error);
    }
  }

  async *files(): AsyncGenerator<FoundFile> {
    try {
      yield* this.#objects();
      yield* this.#uploads();
    } catch (error) {
      throw faultOf(error);
    }
  }

  async *#objects(): AsyncGenerator<FoundFile> {
    const { bucket: Bucket, prefix: Prefix } = this.place;
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, { Bucket, Prefix })) {
      for (const { Key = '' } of Contents) {
        const key = keyOf(Key.slice(Prefix.length));
        if (key !== null) {
          const remove = async (): Promise<void> =>
            void (await this.client.send(new DeleteObjectCommand({ Bucket, Key })));
          yield { ...key, isWhole: true, remove };
        }
      }
    }
  }

  /** Of the whole bucket, whoever else has a place in it: MinIO lists none below a prefix. */
  async *#uploads(): AsyncGenerator<FoundFile> {
    const { bucket: Bucket, prefix } = this.place;
    let after: { KeyMarker: string | undefined; UploadIdMarker: string | undefined } | undefined;
    do {
      const page = await this.client.send(new ListMultipartUploadsCommand({ Bucket, ...after }));
      for (const { Key = '', UploadId } of page.Uploads ?? []) {
        const key = Key.startsWith(prefix) ? keyOf(Key.slice(prefix.length)) : null;
        if (key !== null) {
          yield { ...key, isWhole: false, remove: () => this.#abort(Key, UploadId) };
        }
      }
      after = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
    } while (after !== undefined);
  }

  async #abort(Key: string, UploadId: string | undefined): Promise<void> {
    try {
      await this.client.send(new AbortMultipartUploadCommand({ Bucket: this.place.bucket, Key, UploadId }));
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
    }
  }

  async #mark(): Promise<string | null> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand(this.#markPlace()));
      return (await Body?.transformToString()) ?? '';
    } catch (error) {
      if (isMissing(error)) {
        return null;
      }
      throw faultOf(error);
    }
  }

  #markPlace(): { Bucket: string; Key: string } {
    return { Bucket: this.place.bucket, Key: `${this.place.prefix}${MARK}` };
  }
}

/** Whose an object is, by its key below the prefix: `<two digits>/<task id>/<attempt>`. */
function keyOf(path: string): ArtifactKey | null {
  const [group = '', taskId = '', name = '', ...rest] = path.split('/');
  const attempt = attemptNamed(name);
  const isOurs = rest.length === 0 && isTaskFolder(taskId) && group.length === 2 && taskId.endsWith(group);
  return isOurs && attempt !== null ? { taskId, attempt } : null;
}
