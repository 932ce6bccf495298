import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { IdentityGuard } from '@task-queue/access';
import { ApiProblems, CALLER_PROBLEMS, ProblemFilter } from '@task-queue/problems';
import '../http/task-problems.js';

/** What every controller of JSON calls beside `tasks` has: for known people alone, and refused as problems. */
export const ControlRoutes = (path: 'lanes' | 'types' | 'schedules' | 'views' | 'workers'): ClassDecorator =>
  applyDecorators(
    ApiTags(path),
    ApiBearerAuth(),
    ApiProblems(...CALLER_PROBLEMS),
    UseGuards(IdentityGuard),
    UseFilters(ProblemFilter),
    Controller(path),
  );
