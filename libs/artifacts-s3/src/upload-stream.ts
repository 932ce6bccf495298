import { PassThrough, Writable } from 'node:stream';
import { type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { faultOf } from './s3-fault.js';

/** A part in bytes: of 10,000, so that a file may have 78 GiB. Two are in memory, one that is sent and one that fills. */
const PART_BYTES = 8 * 2 ** 20;

/** What is written ahead of a part, in bytes. */
const AHEAD_BYTES = 256 * 1024;

/**
 * Writes an object in parts, in constant memory. It is there once the stream has finished; one that breaks off takes its
 * parts back, and is closed when they are.
 */
export function uploadStream(client: S3Client, bucket: string, key: string): Writable {
  const body = new PassThrough({ highWaterMark: AHEAD_BYTES });
  const upload = new Upload({
    client,
    params: { Bucket: bucket, Key: key, Body: body },
    partSize: PART_BYTES,
    queueSize: 1, // with more, a part that is refused is told at the end of the file
  });
  const done = upload.done();
  const stream = new Writable({
    highWaterMark: AHEAD_BYTES,
    write: (chunk: Buffer, _encoding, written) => void body.write(chunk, (error) => written(error)),
    final: (finished) => {
      body.end();
      done.then(
        () => finished(),
        (error: unknown) => finished(faultOf(error)),
      );
    },
    destroy: (error, destroyed) => {
      // The upload fails with its body, and takes its parts back before it says so.
      body.destroy(error ?? new Error('The file was given up'));
      done.catch(() => undefined).then(() => destroyed(error), destroyed);
    },
  });
  done.catch((error: unknown) => stream.destroy(faultOf(error)));
  body.on('error', () => undefined); // told by the upload
  return stream;
}
