import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  Min,
  validateSync,
} from 'class-validator';
import {
  DEBOUNCED_PARAMS,
  MAX_DEBOUNCE_MS,
  MAX_ONCE_KEY_LENGTH,
  MAX_WAIT_MS,
  type TaskDebounce,
  type TaskUnique,
  UNIQUE_CONFLICTS,
  UNIQUE_PARTS,
  UNIQUE_WHILE,
  type UniquePart,
} from '@task-queue/contracts';
import { type Assert, fieldProblems, type FieldProblem, MayBeNull, type SameFields } from '@task-queue/problems';

export class TaskUniqueDto implements TaskUnique {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: MAX_ONCE_KEY_LENGTH,
    description: 'Of your own, in place of the params',
    example: 'november-report',
  })
  @MayBeNull()
  @IsString()
  @Length(1, MAX_ONCE_KEY_LENGTH)
  readonly key?: string;

  @ApiPropertyOptional({
    enum: UNIQUE_PARTS,
    enumName: 'UniquePart',
    isArray: true,
    minItems: 1,
    uniqueItems: true,
    description:
      'What has to be the same, besides the `key` where there is one; the owner always has. In params the order of fields ' +
      'does not count. When left out: all of them, without the params where there is a `key`',
    example: ['type', 'params', 'owner'],
  })
  @MayBeNull()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(UNIQUE_PARTS, { each: true })
  readonly by?: readonly UniquePart[];

  @ApiPropertyOptional({
    enum: UNIQUE_WHILE,
    default: 'unfinished',
    description: 'How long a task keeps others like it from being created: until it begins, or until it is over',
  })
  @MayBeNull()
  @IsIn(UNIQUE_WHILE)
  readonly while?: (typeof UNIQUE_WHILE)[number];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_WAIT_MS,
    description: 'At most so long, in milliseconds from its creation; as long as `while` says when left out',
    example: 60_000,
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(MAX_WAIT_MS)
  readonly forMs?: number;

  @ApiPropertyOptional({
    enum: UNIQUE_CONFLICTS,
    default: 'return',
    description: 'Where there is such a task: it is the answer (200), or the call is refused (409 `TASK_DUPLICATE`)',
  })
  @MayBeNull()
  @IsIn(UNIQUE_CONFLICTS)
  readonly onConflict?: (typeof UNIQUE_CONFLICTS)[number];
}

export class TaskDebounceDto implements TaskDebounce {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: MAX_ONCE_KEY_LENGTH,
    description: 'Tells apart what is asked for, among your tasks of the type; all are one when left out',
    example: 'search-index',
  })
  @MayBeNull()
  @IsString()
  @Length(1, MAX_ONCE_KEY_LENGTH)
  readonly key?: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: MAX_DEBOUNCE_MS,
    description: 'So long after the latest create it begins, in milliseconds',
    example: 5_000,
  })
  @IsInt()
  @Min(1)
  @Max(MAX_DEBOUNCE_MS)
  readonly delayMs!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: MAX_DEBOUNCE_MS,
    description: 'So long after the first create it begins at the latest, in milliseconds; at least `delayMs`',
    example: 60_000,
  })
  @IsInt()
  @Min(1)
  @Max(MAX_DEBOUNCE_MS)
  readonly maxDelayMs!: number;

  @ApiPropertyOptional({
    enum: DEBOUNCED_PARAMS,
    default: 'last',
    description: 'Whose params the task gets: those of the first create, or of the last',
  })
  @MayBeNull()
  @IsIn(DEBOUNCED_PARAMS)
  readonly params?: (typeof DEBOUNCED_PARAMS)[number];
}

/** What is wrong with a handler's `unique`, by the rules of a request's. */
export function wrongOfUnique(unique: TaskUnique): FieldProblem[] {
  const errors = validateSync(plainToInstance(TaskUniqueDto, unique), { whitelist: true, forbidNonWhitelisted: true });
  return fieldProblems(errors, 'unique.');
}

/** A field that these classes and the contract do not share is a compile error. */
export type OnceDtoMatches = [
  Assert<SameFields<TaskUniqueDto, TaskUnique>>,
  Assert<SameFields<TaskDebounceDto, TaskDebounce>>,
];
