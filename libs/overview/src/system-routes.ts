import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { IdentityGuard } from '@task-queue/access';
import { ApiProblems, CALLER_PROBLEMS, ProblemFilter } from '@task-queue/problems';

/** What every controller here has: for known people alone, and refused as problems. */
export const SystemRoutes = (path: 'errors' | 'overview'): ClassDecorator =>
  applyDecorators(
    ApiTags(path),
    ApiBearerAuth(),
    ApiProblems(...CALLER_PROBLEMS),
    UseGuards(IdentityGuard),
    UseFilters(ProblemFilter),
    Controller(path),
  );
