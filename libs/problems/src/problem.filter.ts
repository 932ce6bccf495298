import {
  Catch,
  HttpException,
  Inject,
  Logger,
  Optional,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { ErrorCode, Locale } from '@task-queue/contracts';
import { localeOf } from './locale.js';
import { problemOf, problemOfError } from './problem.js';
import { ProblemError, TooManyRequestsError } from './problem-error.js';
import { PROBLEMS } from './problem-registry.js';
import { requestIdOf } from './request-id.js';

/** When to try again, by status, where a refusal does not say so itself: a service is back soon, a full queue is not. */
const RETRY_AFTER_SECONDS: Readonly<Record<number, number>> = { 503: 2, 429: 60 };

/** Injection token of the language of texts where a caller names none. @default 'zh-CN' */
export const DEFAULT_LOCALE = Symbol('DefaultLocale');

interface ProblemRequest {
  readonly id?: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** What the filter leaves there, for who looks at the call when it has been answered. */
  refusedWith?: ErrorCode;
}

/** What the filter needs of a reply: Fastify's and Express's have it. */
interface ProblemReply {
  status(code: number): this;
  header(name: string, value: string | number): this;
  getHeader(name: string): string | number | readonly string[] | undefined;
  send(body: string): unknown;
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'VALIDATION_FAILED',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};

/** Turns every error of a call into `application/problem+json` (RFC 9457). The only place that does. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  constructor(@Optional() @Inject(DEFAULT_LOCALE) private readonly defaultLocale: Locale = 'zh-CN') {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<ProblemRequest>();
    const reply = http.getResponse<ProblemReply>();
    const code = codeOf(thrown);
    const requestId = requestIdOf(request);
    request.refusedWith = code;
    if (code === 'INTERNAL') {
      this.#logger.error({ err: thrown, requestId }, 'A call failed');
    }
    const locale = localeOf(request.headers['accept-language'], this.defaultLocale);
    const problem =
      thrown instanceof ProblemError && thrown.code === code
        ? problemOfError(thrown, { requestId, locale })
        : problemOf(code, { requestId, locale });
    const { status } = problem;
    reply.status(status).header('content-type', 'application/problem+json; charset=utf-8');
    reply.header('content-language', locale);
    const vary = reply.getHeader('vary');
    reply.header('vary', vary === undefined ? 'accept-language' : `${vary}, accept-language`);
    reply.header('x-request-id', requestId).header('x-content-type-options', 'nosniff');
    if (status === 401) {
      reply.header('www-authenticate', 'Bearer');
    }
    const retryAfterSeconds =
      thrown instanceof TooManyRequestsError ? thrown.retryAfterSeconds : RETRY_AFTER_SECONDS[status];
    if (retryAfterSeconds !== undefined) {
      reply.header('retry-after', retryAfterSeconds);
    }
    reply.send(JSON.stringify(problem));
  }
}

function codeOf(thrown: unknown): ErrorCode {
  if (thrown instanceof ProblemError) {
    return PROBLEMS.has(thrown.code) ? thrown.code : 'INTERNAL'; // nobody who runs here says what it means
  }
  // A server's own errors (bad JSON, body too large) carry a statusCode as Nest's carry a status.
  const status =
    thrown instanceof HttpException
      ? thrown.getStatus()
      : thrown instanceof Error && 'statusCode' in thrown
        ? Number(thrown.statusCode)
        : 500;
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'BAD_REQUEST' : 'INTERNAL');
}
