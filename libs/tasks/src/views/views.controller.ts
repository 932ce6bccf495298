import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
} from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity } from '@task-queue/access';
import type { ChangeViewRequest, CreateViewRequest, TaskView, TaskViews } from '@task-queue/contracts';
import { ApiProblems, BODY_PROBLEMS, readAs, REQUEST_ID_HEADER } from '@task-queue/problems';
import type { TaskIdentity } from '../domain/identity.js';
import { ControlRoutes } from '../waiting/control-routes.js';
import './view-problems.js';
import { ChangeViewDto, CreateViewDto, TaskViewDto, TaskViewsDto } from './views.dto.js';
import { ViewsService } from './views.service.js';

const VIEW: TaskView = {
  id: '5d0b4a4e-3c0e-4f0e-9f63-6a7a6f1f9c11',
  name: '失败的导出',
  filter: { status: ['failed'], type: ['tasks.export'] },
  sort: '-finishedAt',
  columns: ['title', 'status', 'finishedAt'],
  shared: true,
  createdBy: { id: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24', username: 'admin' },
  createdAt: '2026-11-23T08:15:30.123Z',
};

const Id = (): MethodDecorator =>
  ApiParam({ name: 'id', format: 'uuid', description: 'Of the view', example: VIEW.id });

/** Views over REST. */
@ControlRoutes('views')
export class ViewsController {
  constructor(private readonly views: ViewsService) {}

  @ApiOperation({
    summary: 'Your views, and those that others share',
    description: 'A view is a filter with an order and columns: it filters what you may see, and grants nothing.',
  })
  @ApiOkResponse({
    type: TaskViewsDto,
    description: 'The views, by name',
    headers: REQUEST_ID_HEADER,
    example: { items: [VIEW] },
  })
  @Get()
  list(@CurrentIdentity() identity: TaskIdentity): Promise<TaskViews> {
    return this.views.list(identity);
  }

  @ApiOperation({ summary: 'Keep a view', description: 'At most 50 a person.' })
  @ApiCreatedResponse({ type: TaskViewDto, description: 'The view', headers: REQUEST_ID_HEADER, example: VIEW })
  @ApiBody({ type: CreateViewDto })
  @ApiProblems(...BODY_PROBLEMS, 'TOO_MANY_VIEWS')
  @Audited('view.create')
  @Post()
  create(
    @CurrentIdentity() identity: TaskIdentity,
    @Body(readAs(CreateViewDto)) body: CreateViewRequest,
  ): Promise<TaskView> {
    return this.views.create(identity, body);
  }

  @ApiOperation({ summary: 'Change one of your views', description: 'What is left out stays.' })
  @Id()
  @ApiOkResponse({ type: TaskViewDto, description: 'The view', headers: REQUEST_ID_HEADER, example: VIEW })
  @ApiBody({ type: ChangeViewDto })
  @ApiProblems(...BODY_PROBLEMS, 'VIEW_NOT_FOUND', 'TOO_MANY_VIEWS')
  @Audited('view.change', 'view')
  @Patch(':id')
  change(
    @CurrentIdentity() identity: TaskIdentity,
    @Param('id') id: string,
    @Body(readAs(ChangeViewDto)) body: ChangeViewRequest,
  ): Promise<TaskView> {
    return this.views.change(identity, id, body);
  }

  @ApiOperation({ summary: 'Delete one of your views' })
  @Id()
  @ApiNoContentResponse({ description: 'It is gone', headers: REQUEST_ID_HEADER })
  @ApiProblems('VIEW_NOT_FOUND')
  @HttpCode(204)
  @Audited('view.delete', 'view')
  @Delete(':id')
  remove(@CurrentIdentity() identity: TaskIdentity, @Param('id') id: string): Promise<void> {
    return this.views.remove(identity, id);
  }
}
