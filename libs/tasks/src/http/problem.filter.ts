import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { plural, type ErrorCode, type FieldError, type Locale, type ProblemDetails } from '@task-queue/contracts';
import { TaskError, ValidationError } from '../domain/errors.js';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { localeOf } from './locale.js';
import { PROBLEMS } from './problem-messages.js';

/** A call that came too often. */
export class TooManyRequestsError extends TaskError {
  constructor(readonly retryAfterSeconds: number) {
    super('TOO_MANY_REQUESTS');
  }
}

interface ProblemRequest {
  readonly id: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What the filter needs of a Fastify reply. */
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

interface ProblemContext {
  readonly requestId: string;
  readonly locale: Locale;
  readonly errors?: readonly FieldError[];
  readonly unnamed?: number;
}

/**
 * What is said of an error, as RFC 9457 wants it: for answers that no filter makes.
 *
 * @param errors - one entry a field, in the same language
 * @param unnamed - how many fields more have no entry
 */
export function problemOf(code: ErrorCode, { requestId, locale, errors, unnamed = 0 }: ProblemContext): ProblemDetails {
  const { status } = PROBLEMS[code];
  const detail =
    unnamed === 0
      ? PROBLEMS[code].detail
      : {
          zh: `${PROBLEMS[code].detail.zh}；另有 ${unnamed} 个未列出`,
          en: `${PROBLEMS[code].detail.en}; ${unnamed} more ${plural(unnamed, 'is', 'are')} not listed`,
        };
  return {
    type: `urn:task-queue:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[status]!,
    status,
    detail: locale === 'en' ? detail.en : detail.zh,
    code,
    ...(errors === undefined ? {} : { errors }),
    requestId,
  };
}

/** Turns every error of a call into `application/problem+json` (RFC 9457). The only place that does. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  constructor(@Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<ProblemRequest>();
    const reply = http.getResponse<ProblemReply>();
    const code = codeOf(thrown);
    const requestId = String(request.id);
    if (code === 'INTERNAL') {
      this.#logger.error({ err: thrown, requestId }, 'A call failed');
    }
    const locale = localeOf(request.headers['accept-language'], this.options.defaultLocale ?? 'zh-CN');
    const problem = problemOf(code, {
      requestId,
      locale,
      ...(thrown instanceof ValidationError
        ? { errors: thrown.fieldErrors(locale === 'en' ? 'en' : 'zh'), unnamed: thrown.unnamed }
        : {}),
    });
    const { status } = problem;
    reply.status(status).header('content-type', 'application/problem+json; charset=utf-8');
    reply.header('content-language', locale);
    const vary = reply.getHeader('vary');
    reply.header('vary', vary === undefined ? 'accept-language' : `${vary}, accept-language`);
    reply.header('x-request-id', requestId).header('x-content-type-options', 'nosniff');
    if (status === 401) {
      reply.header('www-authenticate', 'Bearer');
    }
    if (status === 503 || thrown instanceof TooManyRequestsError) {
      reply.header('retry-after', thrown instanceof TooManyRequestsError ? thrown.retryAfterSeconds : 2);
    }
    reply.send(JSON.stringify(problem));
  }
}

function codeOf(thrown: unknown): ErrorCode {
  if (thrown instanceof TaskError) {
    return thrown.code;
  }
  // Fastify's own errors (bad JSON, body too large) carry a statusCode as Nest's carry a status.
  const status =
    thrown instanceof HttpException
      ? thrown.getStatus()
      : thrown instanceof Error && 'statusCode' in thrown
        ? Number(thrown.statusCode)
        : 500;
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'BAD_REQUEST' : 'INTERNAL');
}
