import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';

const BUCKET = 'artifacts';

/** The key that the server knows. */
export const S3_CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } as const;

/** An object storage on a free port of this machine. */
export interface S3Server {
  /** Of the place `tasks` in it, as `ARTIFACTS_URL` has it. */
  readonly url: string;
  /** Methods and addresses of the calls so far. */
  readonly calls: readonly string[];
  /** Refuses everything from now on, or so many calls, with this status, or (`null`) nothing any more. */
  refuse(status: number | null, times?: number): void;
  /** Drops every connection from now on, or no more. */
  drop(isAway: boolean): void;
  /** Drops a connection from now on once so many bytes of its answer were sent, or (`null`) no more. */
  cutAfter(bytes: number | null): void;
  stop(): Promise<void>;
}

/** s3rver, with what it lacks of uploads in parts: it lists those that nobody has ended, and takes them back. */
export async function startS3Server(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 's3-server-'));
  const uploads = join(directory, BUCKET, '._S3rver_uploads');
  const options = { directory, silent: true, vhostBuckets: false, configureBuckets: [{ name: BUCKET }] };
  const s3rver = new S3rver(options);
  await s3rver.configureBuckets();
  const answer = s3rver.callback();
  // It misreads the slash after a bucket's name, and some characters, when it checks a signature.
  const answerUnchecked = new S3rver({ ...options, allowMismatchedSignatures: true }).callback();
  const calls: string[] = [];
  let refusal: number | null = null;
  let refusals = 0;
  let isAway = false;
  let answerBytes: number | null = null;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '' } = request;
    const query = new URL(url, 'http://s3').searchParams;
    calls.push(`${method} ${url}`);
    if (isAway) {
      request.socket.destroy();
    } else if (refusal !== null && refusals > 0) {
      refusals -= 1;
      request.resume();
      const code = refusal === 403 ? 'AccessDenied' : 'InternalError';
      response.writeHead(refusal, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
    } else if (method === 'DELETE' && query.has('uploadId')) {
      await rm(join(uploads, query.get('uploadId')!), { recursive: true, force: true });
      response.writeHead(204).end();
    } else if (method === 'GET' && query.has('uploads')) {
      const listed = await listUploads(uploads, query.get('prefix'));
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(`<ListMultipartUploadsResult>${listed}<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>`);
    } else {
      if (answerBytes !== null) {
        cut(response, answerBytes);
      }
      const isMisread = /^\/[^/]+\/$/.test(new URL(url, 'http://s3').pathname) || /[!'()*]|%2[178-A]/i.test(url);
      (isMisread ? answerUnchecked : answer)(request, response);
    }
  };
  const server: Server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `s3://${BUCKET}/tasks?endpoint=http://127.0.0.1:${port}`,
    calls,
    refuse: (status, times = Infinity) => void ([refusal, refusals] = [status, times]),
    drop: (away) => void (isAway = away),
    cutAfter: (bytes) => void (answerBytes = bytes),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Drops the connection of an answer once so many bytes of it were written. */
function cut(response: ServerResponse, bytes: number): void {
  const write = response.write.bind(response) as (chunk: Buffer, ...rest: unknown[]) => boolean;
  let left = bytes;
  response.write = (chunk: Buffer, ...rest: unknown[]): boolean => {
    left -= chunk.length;
    if (left < 0) {
      response.socket?.destroySoon(); // what was written before is sent
      return false;
    }
    return write(chunk, ...rest);
  };
}

/** As MinIO lists them: where a prefix is asked for, those of the object that is named so, and not those below it. */
async function listUploads(folder: string, prefix: string | null): Promise<string> {
  const ids = await readdir(folder).catch(() => []);
  const entries = await Promise.all(
    ids.map(async (id) => {
      const key = await readFile(join(folder, id, 'key'), 'utf8').catch(() => null); // taken back meanwhile
      const isAsked = key !== null && (prefix === null || prefix === key);
      return !isAsked ? '' : `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`;
    }),
  );
  return entries.join('');
}
