import { ApiProperty } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode, type FieldError, type ProblemDetails } from '@task-queue/contracts';
import type { Assert, SameFields } from './same-fields.js';

/** How a named list of codes is documented. */
export const ERROR_CODE = { enum: ERROR_CODES, enumName: 'ErrorCode' } as const;

export class FieldErrorDto implements FieldError {
  @ApiProperty({ description: 'The path of the field', example: 'params.format' }) readonly field!: string;
  @ApiProperty({ description: 'For a person', example: '必须是以下之一：csv, xlsx, json' }) readonly message!: string;
}

export class ProblemDto implements ProblemDetails {
  @ApiProperty({ description: 'Names the kind of problem', example: 'urn:task-queue:problem:task-running' })
  readonly type!: string;
  @ApiProperty({ description: "The HTTP status's own words", example: 'Conflict' }) readonly title!: string;
  @ApiProperty({ type: 'integer', description: 'The HTTP status', example: 409 }) readonly status!: number;
  @ApiProperty({
    description: 'For a person: Chinese, or the language of `Accept-Language`',
    example: '无法取消正在执行的任务',
  })
  readonly detail!: string;
  @ApiProperty({ ...ERROR_CODE, description: 'For programs: it never changes with the language' })
  readonly code!: ErrorCode;
  @ApiProperty({ type: [FieldErrorDto], required: false, description: 'One entry a field that was refused' })
  readonly errors?: readonly FieldErrorDto[];
  @ApiProperty({
    required: false,
    description: '`TASK_DUPLICATE`: the task that there is already',
    example: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55',
  })
  readonly taskId?: string;
  @ApiProperty({ description: 'Also in `X-Request-Id`', example: '6f0c1c4e-3f0b-4a44-9d0e-8f1f5a3b2c1d' })
  readonly requestId!: string;
}

/** A field that these classes and the contract do not share is a compile error. */
export type ProblemDtoMatches = [
  Assert<SameFields<ProblemDto, ProblemDetails>>,
  Assert<SameFields<FieldErrorDto, FieldError>>,
];
