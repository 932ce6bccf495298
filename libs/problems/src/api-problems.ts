import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorCode, ProblemDetails } from '@task-queue/contracts';
import './common-problems.js';
import { ProblemDto } from './dto/problem.dto.js';
import { problemOf } from './problem.js';
import { PROBLEMS } from './problem-registry.js';

/** What every call of a known person may be answered with. */
export const CALLER_PROBLEMS = [
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'TOO_MANY_REQUESTS',
  'INTERNAL',
  'UNAVAILABLE',
] as const;

/** What a call that may have a body, wanted or not, may be answered with because of it. */
export const BODY_PROBLEMS = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'VALIDATION_FAILED'] as const;

/** The header of every answer that names the call in our logs. */
export const REQUEST_ID_HEADER = {
  'X-Request-Id': { description: 'Names the call in the logs', schema: { type: 'string' } },
} as const;

const LANGUAGE_HEADER = { description: 'Of `detail` and of `errors[].message`', schema: { type: 'string' } } as const;
const CHALLENGE_HEADER = { description: 'Always `Bearer`', schema: { type: 'string' } } as const;
const RETRY_HEADER = { description: 'Seconds to wait before the next try', schema: { type: 'integer' } } as const;

/**
 * Documents the problems a call may be answered with, an example each. Given once for all calls of a controller and
 * again for one of them, the lists add up by status.
 *
 * @throws Error where no capability has brought a code
 */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS.textOf(code).status);
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...[...byStatus].map(([status, same]) =>
      ApiResponse({
        status,
        description: same.map((code) => `\`${code}\`: ${PROBLEMS.textOf(code).detail.en}`).join('; '),
        headers: headersOf(status),
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(ProblemDto) },
            examples: Object.fromEntries(
              same.map((code) => [code, { summary: PROBLEMS.textOf(code).detail.en, value: exampleOf(code) }]),
            ),
          },
        },
      }),
    ),
  );
}

function headersOf(status: number): Record<string, object> {
  return {
    ...REQUEST_ID_HEADER,
    'Content-Language': LANGUAGE_HEADER,
    ...(status === 401 ? { 'WWW-Authenticate': CHALLENGE_HEADER } : {}),
    ...(status === 429 || status === 503 ? { 'Retry-After': RETRY_HEADER } : {}),
  };
}

function exampleOf(code: ErrorCode): ProblemDetails {
  const { exampleErrors: errors, exampleMembers: members = {} } = PROBLEMS.textOf(code);
  const requestId = '6f0c1c4e-3f0b-4a44-9d0e-8f1f5a3b2c1d';
  return problemOf(code, { requestId, locale: 'zh-CN', members, ...(errors === undefined ? {} : { errors }) });
}
