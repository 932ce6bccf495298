import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Locale } from '@task-queue/contracts';
import { localeOf, problemOf } from '@task-queue/tasks';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BARE_SECURITY_HEADERS } from './security-headers.js';

/** Answers what is no HTTP: no request was read, so nothing is known of its language or its id. */
export function answerClientError(locale: Locale): (error: Error & { code?: string }, socket: Socket) => void {
  return (error, socket) => {
    if (error.code !== 'ECONNRESET' && socket.writable) {
      const isOverflow = error.code === 'HPE_HEADER_OVERFLOW';
      const status = isOverflow ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
      const requestId = randomUUID();
      const problem = problemOf(isOverflow ? 'PAYLOAD_TOO_LARGE' : 'BAD_REQUEST', { requestId, locale });
      const body = JSON.stringify({ ...problem, status, title: STATUS_CODES[status] });
      const head = [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'content-type: application/problem+json; charset=utf-8',
        `content-length: ${Buffer.byteLength(body)}`,
        `content-language: ${locale}`,
        `x-request-id: ${requestId}`,
        ...Object.entries(BARE_SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
        'connection: close',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    }
    socket.destroy(error);
  };
}

/** Answers an expectation that is not `100-continue`, which Node would answer without a word. */
export function answerExpectation(locale: Locale): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const requestId = randomUUID();
    const language = localeOf(request.headers['accept-language'], locale);
    const problem = problemOf('BAD_REQUEST', { requestId, locale: language });
    response.writeHead(417, {
      ...BARE_SECURITY_HEADERS,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': language,
      vary: 'accept-language',
      'x-request-id': requestId,
    });
    response.end(JSON.stringify({ ...problem, status: 417, title: STATUS_CODES[417] }));
  };
}

/** Answers an address that cannot be read: no hook, no filter and no route has seen the request. */
export function answerBadAddress(
  fallback: Locale,
): (error: unknown, request: Pick<FastifyRequest, 'id' | 'headers'>, reply: FastifyReply) => void {
  return (_error, request, reply) => {
    const locale = localeOf(request.headers['accept-language'], fallback);
    const problem = problemOf('BAD_REQUEST', { requestId: request.id, locale });
    void reply
      .status(problem.status)
      .headers({
        ...BARE_SECURITY_HEADERS,
        'content-type': 'application/problem+json; charset=utf-8',
        'content-language': locale,
        vary: 'accept-language',
        'x-request-id': request.id,
      })
      .send(JSON.stringify(problem));
  };
}
