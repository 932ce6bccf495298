import {
  AUDIT_ACTIONS,
  AUDIT_OUTCOMES,
  AUDIT_ROUTINES,
  AUDIT_TARGETS,
  type AuditAction,
  type AuditFilter,
  type AuditOutcome,
  type AuditRoutine,
  type AuditTargetType,
} from '@task-queue/contracts';
import { IsInstant, TaskParam, type Assert, type SameFields } from '@task-queue/tasks';
import { Type } from 'class-transformer';
import { ArrayUnique, IsArray, IsIn, IsObject, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';

/** The type of the tasks that write the audit log to a file. */
export const AUDIT_EXPORT = 'audit.export';

/** Longest text that is looked for, in characters. */
export const MAX_AUDIT_TEXT = 500;

/** Which entries to export: the filters of the list. */
export class AuditExportFilter implements AuditFilter {
  @TaskParam({ title: { zh: '操作人', en: 'Who' } })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_AUDIT_TEXT)
  readonly who?: string;

  @TaskParam({ title: { zh: '操作', en: 'Action' } })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(AUDIT_ACTIONS, { each: true })
  readonly action?: readonly AuditAction[];

  @TaskParam({ title: { zh: '对象类型', en: 'Kind of target' } })
  @IsOptional()
  @IsIn(AUDIT_TARGETS)
  readonly targetType?: AuditTargetType;

  @TaskParam({ title: { zh: '对象编号', en: 'Target id' } })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_AUDIT_TEXT)
  readonly targetId?: string;

  @TaskParam({ title: { zh: '结果', en: 'Outcome' } })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(AUDIT_OUTCOMES, { each: true })
  readonly outcome?: readonly AuditOutcome[];

  @TaskParam({ title: { zh: '地址', en: 'Address' } })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_AUDIT_TEXT)
  readonly address?: string;

  @TaskParam({ title: { zh: '时间从', en: 'From' }, description: { zh: '含此刻', en: 'Inclusive' } })
  @IsOptional()
  @IsInstant()
  readonly from?: string;

  @TaskParam({ title: { zh: '时间至', en: 'To' }, description: { zh: '不含此刻', en: 'Exclusive' } })
  @IsOptional()
  @IsInstant()
  readonly to?: string;

  @TaskParam({ title: { zh: '不含', en: 'Without' } })
  @IsOptional()
  @IsIn(AUDIT_ROUTINES)
  readonly without?: AuditRoutine;
}

/** Params of `audit.export`. */
export class ExportAuditParams {
  @TaskParam({ title: { zh: '筛选', en: 'Filter' } })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AuditExportFilter)
  readonly filter?: AuditExportFilter;
}

/** A field that this class and the contract do not share is a compile error. */
export type AuditExportFilterMatches = Assert<SameFields<AuditExportFilter, AuditFilter>>;
