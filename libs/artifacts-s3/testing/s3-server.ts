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
  /** Refuses everything from now on with this status, or (`null`) nothing any more. */
  refuse(status: number | null): void;
  /** Drops every connection from now on, or no more. */
  drop(isAway: boolean): void;
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
  let isAway = false;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '' } = request;
    const query = new URL(url, 'http://s3').searchParams;
    calls.push(`${method} ${url}`);
    if (isAway) {
      request.socket.destroy();
    } else if (refusal !== null) {
      request.resume();
      const code = refusal === 403 ? 'AccessDenied' : 'InternalError';
      response.writeHead(refusal, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
    } else if (method === 'DELETE' && query.has('uploadId')) {
      await rm(join(uploads, query.get('uploadId')!), { recursive: true, force: true });
      response.writeHead(204).end();
    } else if (method === 'GET' && query.has('uploads')) {
      const listed = await listUploads(uploads);
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(`<ListMultipartUploadsResult>${listed}<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>`);
    } else {
      const isMisread = new URL(url, 'http://s3').pathname === `/${BUCKET}/` || /[!'()*]|%2[178-A]/i.test(url);
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
    refuse: (status) => void (refusal = status),
    drop: (away) => void (isAway = away),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function listUploads(folder: string): Promise<string> {
  const ids = await readdir(folder).catch(() => []);
  const entries = await Promise.all(
    ids.map(async (id) => {
      const key = await readFile(join(folder, id, 'key'), 'utf8').catch(() => null); // taken back meanwhile
      return key === null ? '' : `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`;
    }),
  );
  return entries.join('');
}
