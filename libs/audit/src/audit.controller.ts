import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentIdentity, IdentityGuard, RequirePermission } from '@task-queue/access';
import { Audited } from '@task-queue/audit-trail';
import type { AuditExportRequest, AuditPage, AuditQuery, Task } from '@task-queue/contracts';
import {
  ApiProblems,
  ApiQueryOf,
  BODY_PROBLEMS,
  CALLER_PROBLEMS,
  ProblemFilter,
  readAs,
  REQUEST_ID_HEADER,
} from '@task-queue/problems';
import type { TaskIdentity, TasksModuleOptions } from '@task-queue/tasks';
import {
  BULK_TASK,
  callOptionsOf,
  LOCATION_HEADER,
  pathOf,
  TaskDto,
  TASKS_OPTIONS,
  type CallRequest,
  type Reply,
} from '@task-queue/tasks/server';
import { AUDIT_ENTRY_EXAMPLE, AuditExportDto, AuditPageDto, AuditQueryDto } from './audit.dto.js';
import { AuditService } from './audit.service.js';
import { AUDIT_EXPORT } from './export/export-audit.params.js';

/** Who did what, over REST, for administrators. */
@ApiTags('audit')
@ApiBearerAuth()
@ApiProblems(...CALLER_PROBLEMS)
@RequirePermission('audit:read')
@UseGuards(IdentityGuard)
@UseFilters(ProblemFilter)
@Controller('audit')
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
  ) {}

  @ApiOperation({
    summary: 'Who did what, the newest first',
    description:
      'What changed anything, who signed in, and what was refused: of one kind in a minute together. What the system does by ' +
      'itself is not in it. A page may have fewer entries than asked for where `next` goes on.',
  })
  @ApiQueryOf(AuditQueryDto)
  @ApiOkResponse({
    type: AuditPageDto,
    description: 'A page of entries',
    headers: REQUEST_ID_HEADER,
    example: { items: [AUDIT_ENTRY_EXAMPLE], next: null },
  })
  @ApiProblems('VALIDATION_FAILED')
  @Get()
  list(@CurrentIdentity() identity: TaskIdentity, @Query(readAs(AuditQueryDto)) query: AuditQuery): Promise<AuditPage> {
    return this.audit.list(identity, query);
  }

  @ApiOperation({
    summary: 'Write the audit log to a CSV file',
    description: 'By a task, whose file only those may download who may read the audit log.',
  })
  @ApiBody({ type: AuditExportDto, required: false })
  @ApiAcceptedResponse({
    type: TaskDto,
    description: 'A task of type `audit.export` that does it',
    headers: { ...REQUEST_ID_HEADER, ...LOCATION_HEADER },
    example: { ...BULK_TASK, type: AUDIT_EXPORT, title: 'Audit export', params: {} },
  })
  @ApiProblems(...BODY_PROBLEMS, 'QUEUE_FULL')
  @HttpCode(202)
  @Audited('audit.export')
  @Post('export')
  async export(
    @CurrentIdentity() identity: TaskIdentity,
    @Body(readAs(AuditExportDto)) body: AuditExportRequest | undefined,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Req() request: CallRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Task> {
    const options = callOptionsOf(request, acceptLanguage, this.options);
    const task = await this.audit.export(identity, body ?? {}, options);
    reply.header('location', pathOf(request).replace(/audit\/export$/, `tasks/${task.id}`));
    return task;
  }
}
