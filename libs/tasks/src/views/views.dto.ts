import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import {
  MAX_COLUMN_NAME_LENGTH,
  MAX_VIEW_COLUMNS,
  MAX_VIEW_NAME_LENGTH,
  TASK_SORTS,
  type ChangeViewRequest,
  type CreateViewRequest,
  type TaskSort,
  type TaskView,
  type TaskViews,
} from '@task-queue/contracts';
import { IsOneLine, MayBeNull, type Assert, type SameFields } from '@task-queue/problems';
import { TaskFilterDto } from '../http/dto/list-tasks.dto.js';
import { INSTANT, TaskCreatorDto } from '../http/dto/task.dto.js';

const NAME = {
  minLength: 1,
  maxLength: MAX_VIEW_NAME_LENGTH,
  description: 'One line',
  example: '今天失败的导出',
} as const;
const SORT = { enum: TASK_SORTS, enumName: 'TaskSort', description: '`-` for downwards' } as const;
const COLUMNS = {
  type: String,
  isArray: true,
  maxItems: MAX_VIEW_COLUMNS,
  description: 'Names of columns in their order',
  example: ['title', 'status', 'finishedAt'],
} as const;

/** What may be left out of a request. */
class ViewParts {
  @ApiPropertyOptional({ type: TaskFilterDto })
  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskFilterDto)
  readonly filter?: TaskFilterDto;

  @ApiPropertyOptional({ ...SORT, default: '-createdAt' })
  @MayBeNull()
  @IsIn(TASK_SORTS)
  readonly sort?: TaskSort;

  @ApiPropertyOptional({ ...COLUMNS, nullable: true })
  @IsOptional() // and null is one: those that the page shows
  @IsArray()
  @ArrayMaxSize(MAX_VIEW_COLUMNS)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(MAX_COLUMN_NAME_LENGTH, { each: true })
  readonly columns?: readonly string[] | null;

  @ApiPropertyOptional({ default: false, description: 'Whether everybody has it in their list' })
  @MayBeNull()
  @IsBoolean()
  readonly shared?: boolean;
}

export class CreateViewDto extends ViewParts implements CreateViewRequest {
  @ApiProperty(NAME)
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_VIEW_NAME_LENGTH)
  @IsOneLine()
  readonly name!: string;
}

export class ChangeViewDto extends ViewParts implements ChangeViewRequest {
  @ApiPropertyOptional(NAME)
  @MayBeNull()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_VIEW_NAME_LENGTH)
  @IsOneLine()
  readonly name?: string;
}

export class TaskViewDto implements TaskView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty(NAME) readonly name!: string;
  @ApiProperty({ type: TaskFilterDto }) readonly filter!: TaskFilterDto;
  @ApiProperty(SORT) readonly sort!: TaskSort;
  @ApiProperty({ ...COLUMNS, nullable: true }) readonly columns!: readonly string[] | null;
  @ApiProperty({ description: 'Whether everybody has it in their list', example: true }) readonly shared!: boolean;
  @ApiProperty({ type: TaskCreatorDto, description: 'Who may change it' }) readonly createdBy!: TaskCreatorDto;
  @ApiProperty(INSTANT) readonly createdAt!: string;
}

export class TaskViewsDto implements TaskViews {
  @ApiProperty({ type: [TaskViewDto] }) readonly items!: readonly TaskViewDto[];
}

/** A field that these classes and the contract do not share is a compile error. */
export type ViewsDtoMatches = [
  Assert<SameFields<CreateViewDto, CreateViewRequest>>,
  Assert<SameFields<ChangeViewDto, ChangeViewRequest>>,
  Assert<SameFields<TaskViewDto, TaskView>>,
  Assert<SameFields<TaskViewsDto, TaskViews>>,
];
