import { S3ServiceException } from '@aws-sdk/client-s3';

/**
 * The storage is away or refuses. Whoever owns a task reads its message, and those of its causes: it has none, and names no
 * address, bucket or key.
 */
export class S3StorageError extends Error {
  override readonly name = 'S3StorageError';
}

/** What an error of the SDK means. */
export function faultOf(error: unknown): S3StorageError {
  if (error instanceof S3StorageError) {
    return error;
  }
  if (error instanceof S3ServiceException && error.$metadata.httpStatusCode !== undefined) {
    const { httpStatusCode: status } = error.$metadata;
    return new S3StorageError(`The storage of files refuses (${error.name}, HTTP ${status})`);
  }
  const code = codeOf(error);
  return new S3StorageError(`The storage of files cannot be reached (${code})`);
}

/** Whether it says that there is no such object. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && ['NoSuchKey', 'NotFound', 'NoSuchUpload'].includes(error.name);
}

/** What the system says of an error, e.g. `ECONNREFUSED`; its name where it says nothing. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'unknown';
  }
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined; // one of several addresses
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : first === undefined ? error.name : codeOf(first);
}
