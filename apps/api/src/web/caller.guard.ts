import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from '@task-queue/problems';
import { IdentityGuard } from '@task-queue/tasks';
import { RateLimitGuard } from './rate-limit.guard.js';

/** Finds out who calls, and counts the call: one that is refused too, to whom it is known to come from by then. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(
    private readonly identity: IdentityGuard,
    private readonly limit: RateLimitGuard,
  ) {}

  /** @throws ProblemError what {@link IdentityGuard} refuses with; TooManyRequestsError */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      await this.identity.canActivate(context);
    } catch (error) {
      const isRefused = error instanceof ProblemError && error.code !== 'UNAVAILABLE';
      if (isRefused) {
        this.limit.canActivate(context);
      }
      throw error;
    }
    return this.limit.canActivate(context);
  }
}
