import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ErrorCode, Locale } from '@task-queue/contracts';
import { localeOf, problemOf } from '@task-queue/problems';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../settings/settings.js';
import { METHODS } from './allowed-methods.js';
import { bareSecurityHeaders, type Headers } from './security-headers.js';

type BadRequest = Pick<FastifyRequest, 'id' | 'headers'>;

/** How answers are made that no hook has seen. */
export interface BareAnswers {
  /** Where the caller names no language. */
  readonly locale: Locale;
  readonly securityHeaders: Headers;
}

export function bareAnswersOf({ BASE_PATH, DEFAULT_LOCALE }: Settings): BareAnswers {
  return { locale: DEFAULT_LOCALE, securityHeaders: bareSecurityHeaders(BASE_PATH) };
}

/** What Node says of a request that it cannot read, and what we answer; everything else is 400. */
const CLIENT_ERRORS: Readonly<Record<string, readonly [number, ErrorCode]>> = {
  HPE_HEADER_OVERFLOW: [431, 'PAYLOAD_TOO_LARGE'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'PAYLOAD_TOO_LARGE'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'BAD_REQUEST'],
};

/** Answers what is no HTTP: no request was read, so nothing is known of its language or its id. */
export function answerClientError(answers: BareAnswers): (error: Error & { code?: string }, socket: Socket) => void {
  return (error, socket) => {
    if (error.code !== 'ECONNRESET') {
      const [status, code] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'BAD_REQUEST'];
      answerSocket(socket, { ...answers, status, code });
    }
    socket.destroy(error);
  };
}

/** A problem document over a bare connection, which is to be closed then. */
export function answerSocket(
  socket: Duplex,
  {
    status,
    code,
    locale,
    securityHeaders,
    headers = {},
  }: BareAnswers & { readonly status: number; readonly code: ErrorCode; readonly headers?: Headers },
): void {
  if (!socket.writable) {
    return;
  }
  const requestId = randomUUID();
  const problem = problemOf(code, { requestId, locale, status });
  const body = JSON.stringify(problem);
  const all = {
    ...securityHeaders,
    ...headers,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'content-language': locale,
    'x-request-id': requestId,
    connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * Answers what Node would answer without a word of ours, or not at all: a tunnel asked for, an expectation other than
 * `100-continue`, and no host, or more than one. To be called after the hooks that only add headers.
 */
export function refuseWhatNodeWould(server: FastifyInstance, answers: BareAnswers): void {
  server.server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => undefined); // gone before it was answered
    const headers = { allow: METHODS.join(', ') };
    answerSocket(socket, { ...answers, status: 405, code: 'METHOD_NOT_ALLOWED', headers });
    socket.end();
  });
  server.server.on('checkExpectation', (request, response) => server.server.emit('request', request, response));
  server.addHook('onRequest', (request, reply, done) => {
    const { headers, httpVersionMinor } = request.raw;
    if (headers.expect !== undefined && !/^100-continue$/i.test(headers.expect)) {
      sendProblem(request, reply, { ...answers, status: 417 });
      return;
    }
    if ((headers.host === undefined && httpVersionMinor > 0) || hasSeveralHosts(request.raw)) {
      sendProblem(request, reply, { ...answers, status: 400 }); // RFC 9112, 3.2
      return;
    }
    done();
  });
}

/** Node goes on with the first of them, a proxy maybe with another. */
function hasSeveralHosts({ rawHeaders }: IncomingMessage): boolean {
  const isHost = (name: string | undefined, i: number): boolean => i % 2 === 0 && /^host$/i.test(name!);
  const first = rawHeaders.findIndex(isHost);
  return rawHeaders.findLastIndex(isHost) > first;
}

/** Answers an address that cannot be read: no hook, no filter and no route has seen the request. */
export function answerBadAddress(
  answers: BareAnswers,
): (error: unknown, request: BadRequest, reply: FastifyReply) => void {
  return (_error, request, reply) => sendProblem(request, reply, { ...answers, status: 400 });
}

function sendProblem(
  { id, headers }: BadRequest,
  reply: FastifyReply,
  { status, locale: fallback, securityHeaders }: BareAnswers & { readonly status: number },
): void {
  const locale = localeOf(headers['accept-language'], fallback);
  const problem = problemOf('BAD_REQUEST', { requestId: id, locale, status });
  void reply
    .status(status)
    .headers({
      ...securityHeaders,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': locale,
      vary: 'accept-language',
      'x-request-id': id,
    })
    .send(JSON.stringify(problem));
}
