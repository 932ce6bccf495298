import { Readable } from 'node:stream';
import {
  applyDecorators,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { NotAudited } from '@task-queue/audit-trail';
import { CurrentIdentity, IdentityGuard, Public } from '@task-queue/access';
import type { ArtifactLink } from '@task-queue/contracts';
import {
  ApiProblems,
  BODY_PROBLEMS,
  CALLER_PROBLEMS,
  ProblemError,
  ProblemFilter,
  REQUEST_ID_HEADER,
} from '@task-queue/problems';
import type { ArtifactFile } from '../artifacts/artifact-files.js';
import type { ResolvedIdentity } from '../domain/identity.js';
import { TasksService } from '../tasks.service.js';
import { TaskId } from './api-task-id.js';
import { isContinuation, select } from './conditional-request.js';
import { attachmentDisposition } from './content-disposition.js';
import { ArtifactLinkDto } from './dto/artifact-link.dto.js';
import { ARTIFACT_LINK } from './dto/examples.js';
import { pathOf, type CallRequest } from './location.js';
import './task-problems.js';

/** What the controller needs of a request. */
interface FileRequest extends CallRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What the controller needs of a reply. */
interface FileReply {
  status(code: number): this;
  header(name: string, value: string): this;
}

const text = (description: string): object => ({ description, schema: { type: 'string' } });

const VALIDATOR_HEADERS = {
  ...REQUEST_ID_HEADER,
  'Accept-Ranges': text('Always `bytes`'),
  ETag: text('Names this very file, which never changes'),
  'Last-Modified': text('When the task completed'),
};

const FILE_HEADERS = {
  ...VALIDATOR_HEADERS,
  'Content-Disposition': text('The name of the file'),
  'Content-Length': { description: 'The size in bytes', schema: { type: 'integer' } },
};

const FILE = {
  '*/*': {
    schema: { type: 'string', format: 'binary' },
    examples: { csv: { summary: 'An export as CSV', value: 'id,type,title\r\n019aaf3c…,tasks.export,批量导出\r\n' } },
  },
};

/** Documents an answer with a file: whole, in part, or not again. */
const ApiFile = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({ name: 'Range', required: false, description: 'One part of the file, e.g. `bytes=1000-`' }),
    ApiHeader({ name: 'If-Range', required: false, description: 'The `ETag` that the part is to go on with' }),
    ApiHeader({ name: 'If-None-Match', required: false, description: 'The `ETag` of the file that is there already' }),
    ApiOkResponse({ description: 'The file', headers: FILE_HEADERS, content: FILE }),
    ApiResponse({
      status: 206,
      description: 'The part of the file',
      headers: { ...FILE_HEADERS, 'Content-Range': text('Which part, of how much') },
      content: FILE,
    }),
    ApiResponse({ status: 304, description: 'The file is the one that is there already', headers: VALIDATOR_HEADERS }),
    ApiProblems(
      'TASK_NOT_FOUND',
      'ARTIFACT_NOT_FOUND',
      'ARTIFACT_UNAVAILABLE',
      'PRECONDITION_FAILED',
      'RANGE_NOT_SATISFIABLE',
    ),
  );

/** The files of tasks over REST: with a token, or by an address that is signed for a browser. */
@ApiTags('tasks')
@ApiProblems(...CALLER_PROBLEMS)
@UseGuards(IdentityGuard)
@UseFilters(ProblemFilter)
@Controller('tasks/:id/artifact')
export class ArtifactsController {
  constructor(private readonly tasks: TasksService) {}

  @ApiOperation({
    operationId: 'tasks_artifact',
    summary: 'Download the file a task produced',
    description: 'Streamed, with the content type and the name that `artifact` of the task tells.',
  })
  @ApiBearerAuth()
  @TaskId()
  @ApiFile()
  @Get()
  async artifact(
    @CurrentIdentity() identity: ResolvedIdentity,
    @Param('id') id: string,
    @Req() request: FileRequest,
    @Res({ passthrough: true }) reply: FileReply,
  ): Promise<StreamableFile | undefined> {
    return answerWith(await this.tasks.artifactFile(identity, id), request, reply);
  }

  @ApiOperation({
    operationId: 'tasks_artifactLink',
    summary: 'Sign an address for a browser to download the file by',
    description:
      'A browser that follows a link sends no token: this address is good without one, for this file and for you alone. A ' +
      'download may begin within a minute, and go on for an hour: with `Range`, and the `ETag` in `If-Range` or ' +
      '`If-Match`. It ends with your session.',
  })
  @ApiBearerAuth()
  @TaskId()
  @ApiOkResponse({
    type: ArtifactLinkDto,
    description: 'The address',
    headers: REQUEST_ID_HEADER,
    example: ARTIFACT_LINK,
  })
  @ApiProblems(...BODY_PROBLEMS, 'TASK_NOT_FOUND', 'ARTIFACT_NOT_FOUND', 'ARTIFACT_UNAVAILABLE')
  @HttpCode(200)
  @NotAudited()
  @Post('link')
  async link(
    @CurrentIdentity() identity: ResolvedIdentity,
    @Param('id') id: string,
    @Req() request: FileRequest,
  ): Promise<ArtifactLink> {
    const { signature, expiresAtMs } = await this.tasks.signArtifact(identity, id);
    const address = pathOf(request).replace(/link$/, 'download'); // wherever the API is mounted
    return { url: `${address}?signature=${signature}`, expiresAt: new Date(expiresAtMs).toISOString() };
  }

  @ApiOperation({
    operationId: 'tasks_artifactDownload',
    summary: 'Download the file by a signed address',
    description: 'By an address that `POST /api/tasks/{id}/artifact/link` gave. It is all that is needed.',
    security: [],
  })
  @TaskId()
  @ApiQuery({ name: 'signature', description: 'As the address has it', schema: { type: 'string' } })
  @ApiFile()
  @ApiResponse({
    status: 302,
    description: 'The file is at the storage itself, for a minute: where the operator wants that',
    headers: { ...REQUEST_ID_HEADER, Location: text('Its address there') },
  })
  @ApiProblems('INVALID_LINK')
  @Public()
  @Get('download')
  async download(
    @Param('id') id: string,
    @Query('signature') signature: unknown,
    @Req() request: FileRequest,
    @Res({ passthrough: true }) reply: FileReply,
  ): Promise<StreamableFile | undefined> {
    if (signature === undefined) {
      throw new ProblemError('UNAUTHORIZED');
    }
    const { file, isLate } = await this.tasks.signedArtifact(id, String(signature));
    if (isLate && !isContinuation(request.headers, file.entityTag)) {
      throw new ProblemError('INVALID_LINK');
    }
    if (file.addressAs !== undefined && request.method === 'GET' && !isLate) {
      const address = await file.addressAs(attachmentDisposition(file.artifact.name));
      reply.status(302).header('location', address).header('cache-control', 'private, no-store');
      return undefined;
    }
    return answerWith(file, request, reply);
  }
}

/** Answers with a file as its request wants it. */
async function answerWith(
  { artifact, entityTag, writtenAtMs, open }: ArtifactFile,
  { method, headers }: FileRequest,
  reply: FileReply,
): Promise<StreamableFile | undefined> {
  const { name, contentType, sizeBytes } = artifact;
  const selected = select(method, headers, { entityTag, lastModifiedMs: writtenAtMs, sizeBytes });
  if (selected.status === 412) {
    throw new ProblemError('PRECONDITION_FAILED');
  }
  if (selected.status === 416) {
    reply.header('content-range', `bytes */${sizeBytes}`);
    throw new ProblemError('RANGE_NOT_SATISFIABLE');
  }
  const range = selected.status === 206 ? selected.range : undefined;
  const stream = await open(range);
  reply
    .status(selected.status)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .header('accept-ranges', 'bytes')
    .header('etag', entityTag)
    .header('last-modified', new Date(writtenAtMs).toUTCString());
  if (selected.status === 304) {
    stream.destroy();
    return undefined;
  }
  if (range !== undefined) {
    reply.header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
  }
  if (method === 'HEAD') {
    stream.destroy();
  }
  return new StreamableFile(method === 'HEAD' ? Readable.from([]) : stream, {
    type: contentType,
    length: range === undefined ? sizeBytes : range.end - range.start + 1,
    disposition: attachmentDisposition(name),
  });
}
