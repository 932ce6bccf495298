import type { Readable, Writable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  requireAttempt,
  requireTaskId,
  type ArtifactKey,
  type ArtifactStorage,
  type ByteRange,
  type DownloadAs,
} from '@task-queue/tasks';
import { S3ArtifactInventory } from './s3-artifact-inventory.js';
import { faultOf, isMissing } from './s3-fault.js';
import type { S3Place } from './s3-place.js';
import { uploadStream } from './upload-stream.js';

/** Who we are to the storage. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How long a connection may take to stand, and then be silent, in milliseconds. */
const CONNECTION_MS = 5_000;
const SILENCE_MS = 60_000;

/** How long a browser may begin by an address of the storage, in seconds: it was sent there at once. */
const ADDRESS_SECONDS = 60;

/**
 * Artifacts as objects: `<prefix><last two digits of the task's id>/<task id>/<attempt>`. A key holds nothing but the checked
 * id and a number; name and type of a file stay in its task's record.
 */
export class S3ArtifactStorage implements ArtifactStorage {
  readonly inventory: S3ArtifactInventory;
  readonly addressOf?: (key: ArtifactKey, as: DownloadAs) => Promise<string>;
  readonly #client: S3Client;

  /**
   * @param credentials - left out, those of the SDK's chain: environment, files, the machine's role
   * @param redirects - whether browsers download from the storage itself
   */
  constructor(
    private readonly place: S3Place,
    credentials?: S3Credentials,
    redirects = false,
  ) {
    this.#client = clientOf(place, place.endpoint, credentials);
    this.inventory = new S3ArtifactInventory(this.#client, place);
    if (redirects) {
      const signing = clientOf(place, place.publicEndpoint ?? place.endpoint, credentials);
      this.addressOf = (key, { contentType, disposition }) => {
        const object = { ...this.#at(key), ResponseContentType: contentType, ResponseContentDisposition: disposition };
        return getSignedUrl(signing, new GetObjectCommand(object), { expiresIn: ADDRESS_SECONDS });
      };
    }
  }

  async write(key: ArtifactKey): Promise<Writable> {
    const { Bucket, Key } = this.#at(key);
    return uploadStream(this.#client, Bucket, Key);
  }

  async read(key: ArtifactKey, range?: ByteRange): Promise<Readable | null> {
    const Range = range && `bytes=${range.start}-${range.end}`;
    const object = { ...this.#at(key), ...(Range === undefined ? {} : { Range }) };
    try {
      const { Body } = await this.#client.send(new GetObjectCommand(object));
      return Body as Readable; // as it is in Node
    } catch (error) {
      if (isMissing(error)) {
        return null;
      }
      throw faultOf(error);
    }
  }

  async discard(key: ArtifactKey): Promise<void> {
    await this.#remove(this.#at(key).Key);
  }

  async removeAll(taskId: string): Promise<void> {
    const { bucket: Bucket } = this.place;
    const pages = paginateListObjectsV2({ client: this.#client }, { Bucket, Prefix: this.#folderOf(taskId) });
    try {
      for await (const { Contents = [] } of pages) {
        await Promise.all(Contents.map(({ Key = '' }) => this.#remove(Key)));
      }
    } catch (error) {
      throw faultOf(error);
    }
  }

  async #remove(Key: string): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand({ Bucket: this.place.bucket, Key }));
    } catch (error) {
      throw faultOf(error);
    }
  }

  #at({ taskId, attempt }: ArtifactKey): { readonly Bucket: string; readonly Key: string } {
    requireAttempt(attempt);
    return { Bucket: this.place.bucket, Key: `${this.#folderOf(taskId)}${attempt}` };
  }

  #folderOf(taskId: string): string {
    requireTaskId(taskId);
    return `${this.place.prefix}${taskId.slice(-2)}/${taskId}/`;
  }
}

function clientOf(place: S3Place, endpoint: string | undefined, credentials: S3Credentials | undefined): S3Client {
  return new S3Client({
    region: place.region,
    forcePathStyle: place.isPathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    // Many servers know no checksums of trailers; what is signed is checked anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECTION_MS, socketTimeout: SILENCE_MS },
  });
}
