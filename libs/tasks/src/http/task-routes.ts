import { applyDecorators, Controller, UseFilters, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ApiProblems, CALLER_PROBLEMS, ProblemFilter, requestPipe } from '@task-queue/problems';
import { IdentityGuard } from '@task-queue/access';
import './task-problems.js';
import '../schedules/schedule-problems.js';

/** What every controller of JSON calls below `tasks` has: for known people alone, checked, and refused as problems. */
export const TaskRoutes = (): ClassDecorator =>
  applyDecorators(
    ApiTags('tasks'),
    ApiBearerAuth(),
    ApiProblems(...CALLER_PROBLEMS),
    UseGuards(IdentityGuard),
    UseFilters(ProblemFilter),
    UsePipes(requestPipe), // for a body whose DTO no `readAs` names
    Controller('tasks'),
  );
