import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorCode } from '@task-queue/contracts';
import { ProblemDto } from './dto/task.dto.js';
import { PROBLEMS } from './problem-messages.js';

/** Documents the problems a call may answer with, an example each. */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...[...byStatus].map(([status, same]) =>
      ApiResponse({
        status,
        description: same.map((code) => `\`${code}\`: ${PROBLEMS[code].detail.en}`).join('; '),
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(ProblemDto) },
            examples: Object.fromEntries(same.map((code) => [code, { value: exampleOf(code) }])),
          },
        },
      }),
    ),
  );
}

function exampleOf(code: ErrorCode): ProblemDto {
  const { status, detail } = PROBLEMS[code];
  return {
    type: `urn:task-queue:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: code,
    status,
    detail: detail.zh,
    code,
    requestId: 'c2f1b7c0a3',
  };
}
